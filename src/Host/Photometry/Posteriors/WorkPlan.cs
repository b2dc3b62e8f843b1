using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Photometry;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>A run of neighbouring problems in <see cref="WorkPlan.Order"/> for one launch of one kernel.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Count">How many problems.</param>
/// <param name="Rows">Terms of its longest mixture.</param>
/// <param name="Leaky">Whether source photons reach the background aperture.</param>
/// <param name="Series">Whether the mixtures are short enough for <see cref="SeriesKernel"/>.</param>
internal readonly record struct WorkShare(int Start, int Count, int Rows, bool Leaky, bool Series);

/// <summary>
/// The order in which problems share vectors: same weights, same side of zero, about the same number of terms, so that no lane waits
/// long for its neighbours. A counting sort: 10 ns a source.
/// </summary>
internal sealed class WorkPlan
{
    // Mixtures too long for a series fall into eight sizes an octave.
    private const int SizesPerOctave = 8;
    private const int Sizes = SeriesKernel.MaxTerms + 1 + (24 * SizesPerOctave);

    private readonly TermWindow[] termWindows;
    private readonly int[] sizeStarts;

    private WorkPlan(TermWindow[] windows, int[] order, int[] starts)
    {
        termWindows = windows;
        sizeStarts = starts;
        Order = order;
    }

    /// <summary>Problem numbers, sorted by work.</summary>
    public int[] Order { get; }

    /// <summary>Sorts problems by work.</summary>
    public static WorkPlan Of(ReadOnlySpan<ApertureProblem> problems)
    {
        TermWindow[] windows = new TermWindow[problems.Length];
        short[] keys = new short[problems.Length];
        int[] starts = new int[(4 * Sizes) + 1];
        for (int i = 0; i < problems.Length; i++)
        {
            ref readonly ApertureProblem problem = ref problems[i];
            windows[i] = WindowOf(problem);
            keys[i] = (short)(((problem.G > 0.0 ? 2 : 0) + (problem.ModeAtZero ? 0 : 1)) * Sizes + Size(windows[i]));
            starts[keys[i] + 1]++;
        }
        for (int key = 0; key < 4 * Sizes; key++)
        {
            starts[key + 1] += starts[key];
        }

        int[] next = starts.AsSpan(0, 4 * Sizes).ToArray();
        int[] order = new int[problems.Length];
        for (int i = 0; i < problems.Length; i++)
        {
            order[next[keys[i]]++] = i;
        }

        return new WorkPlan(windows, order, starts);
    }

    /// <summary>Problems that need no mixture: as they come, one row each.</summary>
    public static WorkPlan OfEqual(ReadOnlySpan<ApertureProblem> problems)
    {
        TermWindow[] windows = new TermWindow[problems.Length];
        int[] order = new int[problems.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        int[] starts = new int[(4 * Sizes) + 1];
        starts.AsSpan(1).Fill(problems.Length);
        return new WorkPlan(windows, order, starts);
    }

    /// <summary>The terms of a problem that matter.</summary>
    public TermWindow Window(int problem) => termWindows[problem];

    /// <summary>The launches, each no larger than the device's scratch memory allows.</summary>
    /// <param name="lanesFor">Most lanes for a number of rows.</param>
    public IEnumerable<WorkShare> Shares(Func<int, int> lanesFor)
    {
        for (int kind = 0; kind < 4; kind++)
        {
            bool leaky = kind >= 2;
            int start = sizeStarts[kind * Sizes];
            int longStart = sizeStarts[(kind * Sizes) + SeriesKernel.MaxTerms + 1];
            foreach (WorkShare share in Split(start, longStart, leaky, series: true, lanesFor))
            {
                yield return share;
            }

            foreach (WorkShare share in Split(longStart, sizeStarts[(kind + 1) * Sizes], leaky, series: false, lanesFor))
            {
                yield return share;
            }
        }
    }

    private IEnumerable<WorkShare> Split(int start, int end, bool leaky, bool series, Func<int, int> lanesFor)
    {
        while (start < end)
        {
            int rows = termWindows[Order[start]].Rows;
            int count = 1;
            for (; start + count < end; count++)
            {
                int longer = Math.Max(rows, termWindows[Order[start + count]].Rows);
                if (count >= lanesFor(longer))
                {
                    break;
                }

                rows = longer;
            }
            yield return new WorkShare(start, count, rows, leaky, series);
            start += count;
        }
    }

    /// <summary>All terms of a short mixture, those that matter of a long one.</summary>
    internal static TermWindow WindowOf(in ApertureProblem problem)
    {
        double degree = problem.G > 0.0 ? problem.N + problem.M : problem.N;
        return degree < SeriesKernel.MaxTerms
            ? new TermWindow(0.0, degree)
            : TermWindow.Of(problem.N, problem.M, problem.A, problem.B);
    }

    /// <summary>0 … MaxTerms for a series of that many terms, more for a window.</summary>
    private static int Size(TermWindow window) => window.First == 0.0 && window.Rows <= SeriesKernel.MaxTerms
        ? window.Rows
        : SeriesKernel.MaxTerms + 1 + Math.Clamp((int)(SizesPerOctave * Math.Log2(window.Rows / 32.0)), 0, (24 * SizesPerOctave) - 1);
}
