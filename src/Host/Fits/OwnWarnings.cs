using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Fits;

/// <summary>What the response of the areas to their priors says about a fit, in words.</summary>
internal static class OwnWarnings
{
    /// <summary>One warning that names the instruments whose own prior weighs more than 1; none where there are none.</summary>
    public static IEnumerable<string> Of(Observations data, ModelDraws found)
    {
        string[] named =
        [
            .. Enumerable.Range(0, data.InstrumentCount)
                .Where(i => OwnAboveOne.IsSeen(found.PriorInfluence[i, i], found.PriorInfluenceError[i, i]))
                .Select(i => $"{data.Instruments[i]} ({(100 * found.PriorInfluence[i, i]).ToString("F0", CultureInfo.InvariantCulture)} %)"),
        ];
        if (named.Length > 0)
        {
            yield return $"The weight of the own prior (own) is above 100 % for {string.Join(", ", named)}. {OwnAboveOne.Meaning}";
        }
    }
}
