using System.CommandLine;
using System.Text.Json;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data.Profiles;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord profiles</c>: lists the catalogues that are known, or prints one profile, which is a file that can be changed and used.</summary>
internal static class ProfilesCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord profiles", "which catalogues are known, their bands and cameras"),
        new("gpuconcord profiles 4xmm", "columns, units and the recommended selection, as a file"),
        new("gpuconcord profiles 4xmm > my.toml && gpuconcord fit 4xmm.fits --profile my.toml", "a copy to change"),
    ];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string?> name = new("NAME|FILE") { Description = "one of them, or a file of the same form; all when left out", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = OutputOptions.JsonOption();
        Command command = new("profiles", "List the profiles of published catalogues, or print one: which columns hold what, in which unit, and which rows to trust.")
        {
            name,
            json,
        };
        command.SetAction(parsed =>
        {
            Profile? one = parsed.GetValue(name) is { } wanted ? ProfileList.Find(wanted) : null;
            if (parsed.GetValue(json))
            {
                WriteJson(one is null ? ProfileList.All : [one], terminal.Output);
            }
            else if (one is not null)
            {
                // As it is, for a file; a terminal without Unicode gets it all the same.
                terminal.Out.Write(one.Text.TrimEnd() + '\n');
            }
            else
            {
                List(new Page(terminal));
            }
        });
        return command;
    }

    private static void List(Page page)
    {
        page.Table(
            ["name", "a row is", "instruments", "bands, keV", "on request"],
            ProfileList.All.Select(profile => (string[])[profile.Name, profile.Row, Instruments(profile), Bands(profile.Bands), Bands(profile.OnRequest)]),
            textColumns: 5);
        foreach (Profile profile in ProfileList.All)
        {
            page.Blank();
            page.Heading(profile.Name);
            page.Paragraph(profile.Title, "  ");
            page.Paragraph(profile.Citation, "  cite: ");
        }

        page.Blank();
        page.Line("Use one:     gpuconcord fit CATALOGUE.fits --profile NAME");
        page.Line("Show one:    gpuconcord profiles NAME");
        page.Line("Change one:  gpuconcord profiles NAME > my.toml && gpuconcord fit CATALOGUE.fits --profile my.toml");
    }

    private static string Instruments(Profile profile) => profile.InstrumentColumn is { } column ? $"column {column}" : string.Join(", ", profile.Instruments.Select(of => of.Key));

    private static string Bands(IEnumerable<KeyValuePair<string, string>> bands) => string.Join(", ", bands.Select(of => of.Key));

    private static void WriteJson(IEnumerable<Profile> profiles, Stream stream)
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteStartArray("profiles");
        foreach (Profile profile in profiles)
        {
            writer.WriteStartObject();
            writer.WriteString("name", profile.Name);
            writer.WriteString("title", profile.Title);
            writer.WriteString("citation", profile.Citation);
            writer.WriteString("row", profile.Row);
            Texts(writer, "instruments", profile.Instruments.Select(of => of.Key));
            writer.WriteString("instrument_column", profile.InstrumentColumn);
            Texts(writer, "bands_kev", profile.Bands.Select(of => of.Key));
            Texts(writer, "bands_on_request_kev", profile.OnRequest.Select(of => of.Key));
            writer.WriteString("unit", profile.Unit);
            writer.WriteStartArray("selection");
            foreach (CatalogueCut cut in profile.Cuts)
            {
                writer.WriteStartObject();
                writer.WriteString("where", cut.Where);
                writer.WriteString("because", cut.Because);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("toml", profile.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        stream.WriteByte((byte)'\n');
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
