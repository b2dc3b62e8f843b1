using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>
/// Means and centred cross-products over draws of the numbers x = (ω₁ … ω_{n−1}, a) of a pattern's mixture components, and the mean of
/// s²: all that mean and variance of every log flux of the pattern need. Lane ℓ sums the draws ℓ, ℓ + Lanes, …, so that lanes
/// are batches and the spread between them tells the Monte Carlo error.
/// </summary>
/// <remarks>Welford's update (1962, Technometrics 4, 419): nothing cancels, however sharp v is known.</remarks>
public readonly struct ComponentMoments : IKernel<ComponentArguments>
{
    /// <summary>Rows of a result for n instruments: the means of x (n), the mean of s², the packed cross-products of x.</summary>
    public static int Length(int members) => Cross(members) + (members * (members + 1) / 2);

    /// <summary>First row of the cross-products: element (i, k), k ≤ i, is i(i + 1)/2 + k rows further.</summary>
    public static int Cross(int members) => members + 1;

    /// <summary>Rows of memory that a lane takes, working memory included.</summary>
    public static int Footprint(int members) => Length(members) + Component.Length(members);

    /// <inheritdoc/>
    public static void Run<T>(int index, in ComponentArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int n = arguments.Instruments;
        (int pattern, int lane) = PatternLane.Of(index * T.Width, arguments.Lanes);
        Strip directory = T.At(arguments.Directory, 2L * pattern);
        Strip row = T.At(arguments.Patterns, (long)T.LoadNumber(directory, 0));
        int members = (int)T.LoadNumber(row, PatternRow.Members);
        Strip output = T.At(arguments.Output, (long)T.LoadNumber(directory, 1) + Tiles.Offset(lane, Footprint(members)));
        Strip component = T.Skip(output, Length(members) * Tiles.Width);
        for (int k = 0; k < Length(members); k++)
        {
            T.Store(output, k * Tiles.Width, T.Of(0.0));
        }

        for (int step = 0; step < arguments.Steps; step++)
        {
            int draw = (step * arguments.Lanes) + lane;
            Strip variance = T.At(arguments.Variance, Tiles.Offset(draw, n));
            Strip areas = T.At(arguments.Areas, Tiles.Offset(draw, ConditionalAreasArguments.Length(n)));
            Component.Write<T>(row, n, variance, areas, component);
            Update<T>(members, 1.0 / (step + 1), component, output);
        }
    }

    /// <summary>With old means M and δ = x − M: cross += (1 − weight) δδᵀ, M += weight · δ.</summary>
    private static void Update<T>(int members, double weight, in Strip component, in Strip output)
        where T : unmanaged, ILane<T>
    {
        T old = T.Of(1.0 - weight);
        T share = T.Of(weight);
        long cross = (long)Cross(members) * Tiles.Width;
        for (int i = 0; i < members; i++)
        {
            T left = old * Difference<T>(component, output, i);
            for (int k = 0; k <= i; k++)
            {
                T.Store(output, cross, T.MultiplyAdd(left, Difference<T>(component, output, k), T.Load(output, cross)));
                cross += Tiles.Width;
            }
        }

        // s² is row n + 1 of a component, a row after a: its mean follows that of a.
        for (int i = 0; i <= members; i++)
        {
            T.Store(output, i * Tiles.Width, T.MultiplyAdd(share, Difference<T>(component, output, i), T.Load(output, i * Tiles.Width)));
        }
    }

    /// <summary>Component row i + 1 (ω₁ … ω_{n−1}, a, s²) less its mean, row i.</summary>
    private static T Difference<T>(in Strip component, in Strip output, int i)
        where T : unmanaged, ILane<T> => T.Load(component, (i + 1) * Tiles.Width) - T.Load(output, i * Tiles.Width);
}
