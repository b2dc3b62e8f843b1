using System.Text.RegularExpressions;

namespace GpuConcord.Tests.Kernels.Assembly;

/// <summary>One method as the JIT of .NET compiled it for x64, from the text that DOTNET_JitDisasm makes it write.</summary>
internal sealed partial class Listing
{
    private const string Head = "; Assembly listing for method ";
    private readonly List<string> lines = [];
    private bool framePointer;

    private Listing(string title) => Title = title;

    /// <summary>The method's full name, with lanes and parameters.</summary>
    public string Title { get; }

    /// <summary>
    /// Class and method, without namespaces, parameters and commas; T is the lane type: "CollapsedHamiltonian[CompleteModel]:Run[T]".
    /// </summary>
    public string Method => Arity().Replace(Lane().Replace(Namespace().Replace(Title.Split('(')[0], ""), "T"), "").Replace(',', ' ');

    /// <summary>Whether it is compiled for vector registers of so many lanes.</summary>
    public bool IsOn(int lanes) => Title.Contains($".Vector{lanes * 64}Lane", StringComparison.Ordinal);

    /// <summary>Whether it has a loop: a jump back.</summary>
    public bool HasLoop => Loops().Contains(true);

    /// <summary>
    /// Vector registers of that width that are stored to the stack between the target of a jump back and the jump: spills, and lanes that go to a call by the stack, which
    /// cost as much.
    /// </summary>
    /// <param name="lanes">Lanes of a register: 8 (zmm) or 4 (ymm).</param>
    public int StoresInLoops(int lanes)
    {
        bool[] loops = Loops();
        return lines.Where((line, at) => loops[at] && IsStore(line, lanes)).Count();
    }

    /// <summary>The listings of a text, in its order.</summary>
    public static IEnumerable<Listing> Read(IEnumerable<string> text)
    {
        Listing? listing = null;
        foreach (string line in text)
        {
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                if (listing is not null)
                {
                    yield return listing;
                }

                listing = new Listing(line[Head.Length..]);
            }
            else if (listing is not null)
            {
                listing.framePointer |= line.StartsWith("; rbp based frame", StringComparison.Ordinal);
                listing.lines.Add(line);
            }
        }

        if (listing is not null)
        {
            yield return listing;
        }
    }

    // Where rbp is no frame pointer it is a register like any other, and what it points at is no stack.
    private bool IsStore(string line, int lanes) =>
        Store().Match(line) is { Success: true } store
        && store.Groups["register"].ValueSpan.SequenceEqual(lanes == 8 ? "zmm" : "ymm")
        && (framePointer || store.Groups["base"].ValueSpan.SequenceEqual("rsp"));

    private bool[] Loops()
    {
        bool[] inside = new bool[lines.Count];
        Dictionary<string, int> labels = [];
        for (int at = 0; at < lines.Count; at++)
        {
            if (Label().Match(lines[at]) is { Success: true } label)
            {
                labels[label.Groups["name"].Value] = at;
            }
            else if (Jump().Match(lines[at]) is { Success: true } jump && labels.TryGetValue(jump.Groups["name"].Value, out int target))
            {
                Array.Fill(inside, true, target, at + 1 - target);
            }
        }

        return inside;
    }

    [GeneratedRegex(@"^(?<name>G_M\d+_IG\d+):", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+j\w+\s+(SHORT )?(?<name>G_M\d+_IG\d+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Jump();

    [GeneratedRegex(@"^\s+vmov\w+\s+\w+ ptr \[(?<base>rsp|rbp)[^\]]*\], (?<register>[yz]mm)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Store();

    [GeneratedRegex(@"([A-Za-z_]\w*\.)+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bVector\d+Lane\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Lane();

    [GeneratedRegex(@"`\d+", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Arity();
}
