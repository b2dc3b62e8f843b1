using GpuConcord.Host.Faults;
using Spectre.Console;

namespace GpuConcord.Cli.Screen;

/// <summary>
/// Text for a person on standard output: headings, paragraphs that wrap, tables that never do. Reduces to ASCII and to no
/// colour where the terminal wants that. No line ends in spaces.
/// </summary>
internal sealed class Page(Terminal terminal)
{
    /// <summary>Wide enough that no table is squeezed: cells are not cut or wrapped, whatever the names are.</summary>
    private const int Unlimited = 1 << 16;

    private const int WidestText = 100;

    /// <summary>Columns a table should keep to; unlimited when nobody looks at a screen.</summary>
    public int TableWidth => terminal.OutIsScreen ? terminal.Width : int.MaxValue;

    /// <summary>Columns of a paragraph.</summary>
    public int TextWidth => Math.Min(terminal.Width, WidestText);

    /// <summary>Whether more than ASCII may be printed.</summary>
    public bool Unicode => terminal.Unicode;

    /// <summary>An empty line.</summary>
    public void Blank() => terminal.Out.WriteLine();

    /// <summary>A line that stands out.</summary>
    public void Heading(string text) => terminal.Out.WriteLine(Styled(Spelt(text), "1"));

    /// <summary>A line as it is.</summary>
    public void Line(string text) => terminal.Out.WriteLine(Spelt(text).TrimEnd());

    /// <summary>A paragraph; later lines are indented below the text that follows <paramref name="label"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">What stands before it on the first line.</param>
    /// <param name="alarming">Whether a reader must not miss it.</param>
    public void Paragraph(string text, string label = "", bool alarming = false)
    {
        foreach (string line in Wrap(Spelt(text), label, TextWidth))
        {
            terminal.Out.WriteLine(alarming ? Styled(line, "33") : line);
        }
    }

    /// <summary>A table.</summary>
    /// <param name="header">Headers.</param>
    /// <param name="rows">Cells, row after row.</param>
    /// <param name="textColumns">How many columns, from the left, hold text and align left; the others align right.</param>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int textColumns = 1)
    {
        foreach (string line in Lines(header, rows, textColumns))
        {
            terminal.Out.WriteLine(line);
        }
    }

    /// <summary>Width of the widest line of a table.</summary>
    public int Width(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) => Lines(header, rows, 1).Max(line => line.Length);

    /// <summary>Breaks a text between words.</summary>
    internal static IEnumerable<string> Wrap(string text, string label, int width)
    {
        string line = label;
        string indent = new(' ', label.Length);
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            bool atStart = line.Length == label.Length;
            if (!atStart && line.Length + 1 + word.Length > width)
            {
                yield return line;
                (line, atStart) = (indent, true);
            }
            line += atStart ? word : $" {word}";
        }
        yield return line.TrimEnd();
    }

    private string[] Lines(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int textColumns)
    {
        Table table = new() { Border = new RuleBelowHeader(terminal.Unicode) };
        for (int c = 0; c < header.Count; c++)
        {
            table.AddColumn(new TableColumn(new Text(Spelt(header[c])))
            {
                NoWrap = true,
                Padding = new Padding(c == 0 ? 0 : 2, 0, 0, 0),
                Alignment = c < textColumns ? Justify.Left : Justify.Right,
            });
        }
        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(Cell));
        }

        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Unlimited;
        console.Profile.Capabilities.Unicode = terminal.Unicode;
        console.Write(table);
        return [.. text.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
    }

    private Text Cell(string text) => new(Visible.Of(Spelt(text)));

    private string Spelt(string text)
    {
        string shown = Visible.Of(text, keepLines: true);
        return terminal.Unicode ? shown : Ascii.Of(shown);
    }

    private string Styled(string text, string code) => terminal.Color ? $"\e[{code}m{text}\e[0m" : text;
}
