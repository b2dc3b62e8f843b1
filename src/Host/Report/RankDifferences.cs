using GpuConcord.Host.Figures;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Host.Report;

/// <summary>The figure of a run of simulation-based calibration.</summary>
public static class RankDifferences
{
    /// <summary>Its file.</summary>
    public const string FileName = "ranks.svg";

    /// <summary>Draws it.</summary>
    public static Figure Of(SbcResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return EcdfDifferences.Draw(
            "ranks",
            $"Ranks of the truth among posterior draws, {result.Options.Replicates} replicates, {result.Options.Model.Kind.Key}",
            [.. result.Quantities.Select(quantity => new RankSeries(quantity.Name, quantity.Ranks, quantity.Fails(result.Threshold)))],
            result.Options.RankValues,
            result.Threshold);
    }

    /// <summary>Writes it into the folder of the run.</summary>
    public static void Write(SbcResult result, OutputFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using FileStream file = folder.Create(FileName);
        ReportFiles.WriteSvg(Of(result), file);
    }
}
