using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>A lane's working rows: (B − b − δ)/s and σ²/s² of the instruments, then what the members of the source at hand have, and room for one number of each.</summary>
internal readonly struct LogTRowsOfSource(Strip area, Strip scale, Strip residual, Strip square, Strip member)
{
    private const int Rows = 5;

    /// <summary>(B_i − b_i − δ)/s, δ the mean shift of B.</summary>
    public readonly Strip Area = area;

    /// <summary>σ_i²/s².</summary>
    public readonly Strip Scale = scale;

    /// <summary>(y − B)/s of each member, the flux not yet taken off.</summary>
    public readonly Strip Residual = residual;

    /// <summary>σ²/s² of each member.</summary>
    public readonly Strip Square = square;

    /// <summary>Room for one number a member.</summary>
    public readonly Strip Member = member;

    /// <summary>Components for N instruments.</summary>
    public static int Length(int instruments) => Rows * instruments;

    public static LogTRowsOfSource At<T>(in Strip scratch, int instruments)
        where T : unmanaged, ILane<T>
    {
        long row = (long)instruments * Tiles.Width;
        return new LogTRowsOfSource(scratch, T.Skip(scratch, row), T.Skip(scratch, 2 * row), T.Skip(scratch, 3 * row), T.Skip(scratch, 4 * row));
    }

    /// <summary>Fills the rows of a source.</summary>
    public void Take<T>(in Strip source, int members)
        where T : unmanaged, ILane<T>
    {
        for (int a = 0; a < members; a++)
        {
            long i = (long)T.LoadNumber(source, FluxRule.Head + a) * Tiles.Width;
            T.Store(Residual, a * Tiles.Width, T.LoadUniform(source, FluxRule.Value(members) + a) - T.Load(Area, i));
            T.Store(Square, a * Tiles.Width, T.Load(Scale, i));
        }
    }
}
