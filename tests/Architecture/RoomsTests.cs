using System.Text.RegularExpressions;
using Xunit;

namespace GpuConcord.Tests.Architecture;

/// <summary>
/// Which room may use which: everything that is not on the list is forbidden. A using directive is an arrow (the build refuses those that are not
/// needed); so is a type of a room further up, which needs no directive. docs/architecture.md tells what the rooms are for.
/// </summary>
public sealed partial class RoomsTests
{
    /// <summary>Files in a folder; with more of them it wants rooms inside.</summary>
    private const int MostFiles = 25;

    private static readonly Dictionary<string, string[]> Allowed = AllowedArrows.Text.Replace("\n    ", " ", StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0], parts => parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static readonly SourceFile[] Files = [.. SourceFile.All.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))];

    private static readonly ILookup<string, string> Types = Files
        .SelectMany(file => file.Lines.SelectMany(line => Declaration().Matches(line)).Select(match => (file.Room, Name: match.Groups["name"].Value)))
        .ToLookup(pair => pair.Room, pair => pair.Name, StringComparer.Ordinal);

    [Fact]
    public void A_room_uses_only_the_rooms_that_it_may()
    {
        Assert.Empty(Files.SelectMany(Arrows)
            .Where(arrow => !Allowed.TryGetValue(arrow.From, out string[]? rooms) || !rooms.Contains(arrow.To, StringComparer.Ordinal))
            .Select(arrow => $"{arrow.Place}: {arrow.From} uses {arrow.To}, which it may not (tests/Architecture/AllowedArrows.cs)"));
    }

    [Fact]
    public void Nothing_is_allowed_that_is_not_used()
    {
        HashSet<(string, string)> used = [.. Files.SelectMany(Arrows).Select(arrow => (arrow.From, arrow.To))];
        Assert.Empty(Allowed.SelectMany(room => room.Value.Select(other => (room.Key, other))).Where(arrow => !used.Contains(arrow))
            .Select(arrow => $"{arrow.Key} may use {arrow.other} and does not: take it off the list"));
    }

    [Fact]
    public void Every_room_is_on_the_list() =>
        Assert.Equal(Files.Select(file => file.Room).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), Allowed.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Arrows_run_one_way()
    {
        Dictionary<string, string[]> left = new(Allowed, StringComparer.Ordinal);
        while (left.Keys.FirstOrDefault(room => !left[room].Any(left.ContainsKey)) is { } bottom)
        {
            left.Remove(bottom);
        }

        Assert.Empty(left.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_holds_no_more_than_a_reader_can_look_over() => Assert.Empty(SourceFile.All
        .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal))
        .GroupBy(file => file.Room, StringComparer.Ordinal)
        .Where(room => room.Count() > MostFiles)
        .Select(room => $"{room.Key}: {room.Count()} files, at most {MostFiles}; give it rooms"));

    [Fact]
    public void An_arrow_would_be_found()
    {
        SourceFile file = new("src/Host/Figures/X.cs", ["using GpuConcord.Host.Report;", "namespace GpuConcord.Host.Figures;"]);
        Assert.Equal(["Host/Report"], Arrows(file).Select(arrow => arrow.To));
        SourceFile child = new("src/Host/Report/Sweeps/X.cs", ["namespace GpuConcord.Host.Report.Sweeps;", "// Html in a comment is none", "Html.Of();"]);
        Assert.Equal([("Host/Report", "src/Host/Report/Sweeps/X.cs:3")], Arrows(child).Select(arrow => (arrow.To, arrow.Place)));
        SourceFile qualified = new("src/Host/Figures/X.cs", ["namespace GpuConcord.Host.Figures;", "Devices.Device device;"]);
        Assert.Equal(["Host/Devices"], Arrows(qualified).Select(arrow => arrow.To));
    }

    private static IEnumerable<(string From, string To, string Place)> Arrows(SourceFile file)
    {
        string[] parts = file.Room.Split('/');
        string[] above = [.. Enumerable.Range(1, parts.Length - 1).Select(count => string.Join('/', parts[..count])).Where(Types.Contains)];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((int number, string text) in file.Code())
        {
            IEnumerable<string> rooms = Using().Match(text) is { Success: true } directive
                ? [RoomOf(directive.Groups["name"].Value)]
                : [.. above.Where(room => Words().Matches(text).Any(word => Types[room].Contains(word.Value, StringComparer.Ordinal))), .. Qualified(text)];
            foreach (string room in rooms.Where(room => !room.Equals(file.Room, StringComparison.Ordinal) && seen.Add(room)))
            {
                yield return (file.Room, room, $"{file.Path}:{number}");
            }
        }
    }

    /// <summary>Rooms of names like Devices.Device, which need no directive either.</summary>
    private static IEnumerable<string> Qualified(string text) =>
        from pair in QualifiedName().Matches(text)
        from room in Types
        where room.Key.EndsWith("/" + pair.Groups["room"].Value, StringComparison.Ordinal) && room.Contains(pair.Groups["name"].Value, StringComparer.Ordinal)
        select room.Key;

    /// <summary>The room of a namespace, or of a type in one.</summary>
    private static string RoomOf(string name)
    {
        string room = name.Replace('.', '/');
        while (!Types.Contains(room) && room.Contains('/', StringComparison.Ordinal))
        {
            room = room[..room.LastIndexOf('/')];
        }

        return room;
    }

    [GeneratedRegex(@"^using (static |\w+ = )?GpuConcord\.(?<name>[\w.]+);", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^(public |internal )((static|sealed|readonly|abstract|unsafe|partial|ref) )*((class|struct|interface|enum|record( struct| class)?) |delegate [^;(]*?)"
            + @"(?<name>[A-Z]\w*)",
        RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(?<room>[A-Z]\w*)\.(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\b[A-Z]\w*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Words();
}
