using System.Numerics;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Kernels.Photometry;

namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>A run of neighbouring problems in <see cref="WorkPlan.Order"/> for one launch of one kernel.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="Count">How many problems.</param>
/// <param name="Rows">Terms of its longest mixture.</param>
/// <param name="Leaky">Whether source photons reach the background aperture.</param>
/// <param name="Method">Which kernel evaluates the mixtures.</param>
/// <param name="Stride">Which terms <see cref="ThinnedKernel"/> keeps: every so many; else 1.</param>
internal readonly record struct WorkShare(int Start, int Count, int Rows, bool Leaky, MixtureMethod Method, int Stride);

/// <summary>How a mixture is evaluated, in the order of the plan.</summary>
internal enum MixtureMethod
{
    /// <summary>All terms, few enough for <see cref="SeriesKernel"/>.</summary>
    Series,

    /// <summary>Every so many terms, by <see cref="ThinnedKernel"/>.</summary>
    Thinned,

    /// <summary>Those terms that matter at each point, by <see cref="WindowKernel"/>.</summary>
    Window,
}

/// <summary>
/// The order in which problems share vectors: same weights, same side of zero, about the same number of terms, so that no lane waits
/// long for its neighbours. A counting sort: 10 ns a source.
/// </summary>
internal sealed class WorkPlan
{
    // Mixtures too long for a series fall into eight sizes an octave.
    private const int SizesPerOctave = 8;

    // Whole mixtures of up to this many terms that are evaluated as thinned ones are, four to a size; then a size for every stride, a power of two.
    private const int WholeSizes = (Thinning.MostTerms / 4) + 1;
    private const int ThinnedStart = SeriesKernel.MaxTerms + 1;
    private const int WindowStart = ThinnedStart + WholeSizes + 24;
    private const int Sizes = WindowStart + (24 * SizesPerOctave);

    private readonly TermWindow[] termWindows;
    private readonly int[] termStrides;
    private readonly int[] sizeStarts;

    private WorkPlan(TermWindow[] windows, int[] strides, int[] order, int[] starts)
    {
        termWindows = windows;
        termStrides = strides;
        sizeStarts = starts;
        Order = order;
    }

    /// <summary>Problem numbers, sorted by work.</summary>
    public int[] Order { get; }

    /// <summary>Sorts problems by work.</summary>
    /// <param name="problems">What is to be solved.</param>
    /// <param name="thinned">Whether mixtures may be thinned.</param>
    public static WorkPlan Of(ReadOnlySpan<ApertureProblem> problems, bool thinned)
    {
        int[] strides = new int[problems.Length];
        TermWindow[] windows = new TermWindow[problems.Length];
        short[] keys = new short[problems.Length];
        int[] starts = new int[(4 * Sizes) + 1];
        for (int i = 0; i < problems.Length; i++)
        {
            ref readonly ApertureProblem problem = ref problems[i];
            windows[i] = WindowOf(problem);
            strides[i] = thinned && !IsSeries(windows[i]) ? Thinning.Stride(problem, windows[i]) : 0;
            keys[i] = (short)(((problem.G > 0.0 ? 2 : 0) + (problem.ModeAtZero ? 0 : 1)) * Sizes + Size(windows[i], strides[i]));
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

        return new WorkPlan(windows, strides, order, starts);
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
        return new WorkPlan(windows, new int[problems.Length], order, starts);
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
            int[] ends = [ThinnedStart, WindowStart, Sizes];
            int start = sizeStarts[kind * Sizes];
            for (int method = 0; method < ends.Length; method++)
            {
                int end = sizeStarts[(kind * Sizes) + ends[method]];
                foreach (WorkShare share in Split(start, end, leaky, (MixtureMethod)method, lanesFor))
                {
                    yield return share;
                }

                start = end;
            }
        }
    }

    private IEnumerable<WorkShare> Split(int start, int end, bool leaky, MixtureMethod method, Func<int, int> lanesFor)
    {
        while (start < end)
        {
            int rows = termWindows[Order[start]].Rows;
            int stride = termStrides[Order[start]];
            int count = 1;
            for (; start + count < end && termStrides[Order[start + count]] == stride; count++)
            {
                int longer = Math.Max(rows, termWindows[Order[start + count]].Rows);
                if (count >= lanesFor(longer))
                {
                    break;
                }

                rows = longer;
            }
            yield return new WorkShare(start, count, rows, leaky, method, Math.Max(stride, 1));
            start += count;
        }
    }

    /// <summary>All terms of a short mixture, those that matter of a long one.</summary>
    internal static TermWindow WindowOf(in ApertureProblem problem)
    {
        double degree = problem.G > 0.0 ? problem.N + problem.M : problem.N;
        return degree < SeriesKernel.MaxTerms
            ? new TermWindow(0.0, degree)
            : TermWindow.Of(problem);
    }

    private static bool IsSeries(TermWindow window) => window.First == 0.0 && window.Rows <= SeriesKernel.MaxTerms;

    /// <summary>0 … MaxTerms for a series of that many terms, more for a thinned mixture, most for a window.</summary>
    private static int Size(TermWindow window, int stride) => stride switch
    {
        0 when IsSeries(window) => window.Rows,
        0 => WindowStart + Math.Clamp((int)(SizesPerOctave * Math.Log2(window.Rows / 32.0)), 0, (24 * SizesPerOctave) - 1),
        1 => ThinnedStart + (window.Rows / 4),
        _ => ThinnedStart + WholeSizes + BitOperations.Log2((uint)stride),
    };
}
