using GpuConcord.Host.Photometry.Apertures;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Every number of a source's results, so that they can be put away and taken up again to the bit.</summary>
/// <param name="Name">What it is called in a file of results.</param>
/// <param name="Get">Reads it.</param>
/// <param name="Set">Writes it.</param>
internal readonly record struct ResultField(string Name, Func<PhotometryResults, int, double> Get, Action<PhotometryResults, int, double> Set)
{
    /// <summary>The fields of a request's results.</summary>
    public static IReadOnlyList<ResultField> Of(PhotometryRequest request)
    {
        List<ResultField> fields = [new("alike", (results, i) => results.Alike[i] ? 1 : 0, (results, i, value) => results.Alike[i] = value != 0)];
        if (request.Hardness is not null)
        {
            fields.Add(new("median", (results, i) => results.Hardness[i].Median, (results, i, value) => results.Hardness[i] = results.Hardness[i] with { Median = value }));
            fields.Add(new("mean", (results, i) => results.Hardness[i].Mean, (results, i, value) => results.Hardness[i] = results.Hardness[i] with { Mean = value }));
            fields.Add(new("low", (results, i) => results.Hardness[i].Low, (results, i, value) => results.Hardness[i] = results.Hardness[i] with { Low = value }));
            fields.Add(new("high", (results, i) => results.Hardness[i].High, (results, i, value) => results.Hardness[i] = results.Hardness[i] with { High = value }));
            return fields;
        }

        for (int k = 0; k < request.Quantities.Count; k++)
        {
            int q = k;
            Summary("mode", own => own.Mode, (own, value) => own with { Mode = value });
            Summary("mean", own => own.Mean, (own, value) => own with { Mean = value });
            Summary("sd", own => own.Deviation, (own, value) => own with { Deviation = value });
            Summary("low", own => own.Low, (own, value) => own with { Low = value });
            Summary("high", own => own.High, (own, value) => own with { High = value });
            int count = request.Options.ExtraCount;
            for (int e = 0; e < count; e++)
            {
                int extra = e;
                fields.Add(new($"{request.Quantities[q].Name()}.{extra}",
                    (results, i) => results.Extras[q][(i * count) + extra], (results, i, value) => results.Extras[q][(i * count) + extra] = value));
            }

            void Summary(string name, Func<PosteriorSummary, double> get, Func<PosteriorSummary, double, PosteriorSummary> with) => fields.Add(new(
                $"{request.Quantities[q].Name()}.{name}",
                (results, i) => get(results.Summaries[q][i]), (results, i, value) => results.Summaries[q][i] = with(results.Summaries[q][i], value)));
        }

        if (request.Significance)
        {
            fields.Add(new("significance", (results, i) => results.Significance[i], (results, i, value) => results.Significance[i] = value));
        }

        return fields;
    }
}
