namespace GpuConcord.Host.Sampling.Points;

/// <summary>
/// How many points are cut into blocks, each scrambled on its own: whole powers of two, since those are spread most evenly, and some of them, since their scatter tells the error.
/// </summary>
internal static class PointBlocks
{
    // As many independent means as say what one of them errs by.
    private const int Fewest = 4;

    /// <summary>Points of a block: the greatest power of two that fits four times. From four to seven blocks, and perhaps a shorter one.</summary>
    public static int Length(int points)
    {
        int length = 1;
        while (length * 2L * Fewest <= points)
        {
            length *= 2;
        }

        return length;
    }

    /// <summary>First point of each block and the one after its last.</summary>
    public static (int First, int End)[] Of(int points)
    {
        int length = Length(points);
        return [.. Enumerable.Range(0, (points + length - 1) / length).Select(block => (block * length, Math.Min(points, (block + 1) * length)))];
    }
}
