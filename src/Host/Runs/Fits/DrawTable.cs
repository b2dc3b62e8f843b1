using GpuConcord.Host.Fits;
using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs.Fits;

/// <summary>
/// The table "draws" of one band: one row a draw, numbered as the R package posterior does (.chain, .iteration and .draw from 1),
/// then every B, σ² and each log flux that was asked for.
/// </summary>
internal static class DrawTable
{
    /// <summary>Describes the table; its values are read from <paramref name="fit"/> when it is written.</summary>
    public static OutputTable Of(Fit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        int draws = fit.Options.Draws;
        return new OutputTable("One row a draw after warm-up.", checked(fit.Options.Chains * draws),
        [
            OutputColumn.OfWhole(".chain", "chain, from 1", row => row / draws + 1),
            OutputColumn.OfWhole(".iteration", "kept draw within the chain, from 1", row => row % draws + 1),
            OutputColumn.OfWhole(".draw", "draw over all chains, from 1", row => row + 1),
            .. fit.Blocks.SelectMany(block => Columns(block.Draws, entry => (block.NameOf(entry), block.Meaning))),
            .. Columns(fit.LogFlux, k => ($"G[{fit.Options.FluxDraws[k]}]", "ln flux")),
        ]);
    }

    private static IEnumerable<OutputColumn> Columns(double[][] draws, Func<int, (string Name, string Meaning)> title) =>
        draws.Select((values, k) => OutputColumn.OfNumbers(title(k).Name, "", title(k).Meaning, row => values[row]));
}
