namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// Which iterations of a launch keep a draw: every <c>thin</c>-th, or none. Nothing here divides by zero, not even behind a test:
/// compilers work out a quotient ahead of the test that guards it, which a GPU forgives and a processor under OpenCL faults on.
/// </summary>
internal readonly struct Thinning
{
    /// <summary>Draws the launch keeps.</summary>
    public readonly int Kept;

    private readonly int stride;

    /// <summary>The plan of one launch.</summary>
    /// <param name="iterations">Iterations of the launch.</param>
    /// <param name="thin">Iterations a kept draw; 0 keeps none.</param>
    public Thinning(int iterations, int thin)
    {
        stride = thin == 0 ? 1 : thin;
        Kept = thin == 0 ? 0 : iterations / stride;
    }

    /// <summary>Whether the draw of this iteration, counted from 0 within the launch, is kept.</summary>
    public bool Keeps(int iteration) => Kept > 0 && (iteration + 1) % stride == 0;

    /// <summary>Where among the kept draws it stands.</summary>
    public int Row(int iteration) => ((iteration + 1) / stride) - 1;
}
