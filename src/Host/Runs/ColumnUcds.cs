using GpuConcord.Host.Tables;

namespace GpuConcord.Host.Runs;

/// <summary>
/// What the columns of runs are as Unified Content Descriptors (UCD1+ of the IVOA): a name means the same in every table. Formats that have room for them
/// write them.
/// </summary>
internal static class ColumnUcds
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["band"] = "instr.bandpass",
        ["name"] = "meta.id",
        ["quantity"] = "meta.code",
        ["component"] = "meta.code",
        ["instrument"] = "meta.id;instr",
        ["prior_of"] = "meta.id;instr",
        ["source"] = "meta.id;src",
        ["data"] = "meta.id;meta.dataset",
        ["left_out"] = "meta.id",
        ["prior"] = "meta.note",
        ["problem"] = "meta.id",
        ["replicate"] = "meta.id",
        ["diagnosis"] = "meta.code.qual",
        ["verdict"] = "meta.code.qual",
        ["converged"] = "meta.code.qual",
        ["long_search"] = "meta.code",
        ["n_instruments"] = "meta.number;instr",
        ["instruments"] = "meta.number;instr",
        ["sources"] = "meta.number;src",
        ["observations"] = "meta.number;obs",
        ["counts"] = "phot.count",
        ["y"] = "phot.flux",
        ["mean"] = "stat.param;stat.mean",
        ["sd"] = "stat.stdev",
        ["q2_5"] = "stat.param;stat.min",
        ["median"] = "stat.param;stat.median",
        ["q97_5"] = "stat.param;stat.max",
        ["flux_q2_5"] = "phot.flux;stat.min",
        ["flux_median"] = "phot.flux;stat.median",
        ["flux_q97_5"] = "phot.flux;stat.max",
        ["rhat"] = "stat.fit.goodness",
        ["split_rhat"] = "stat.fit.goodness",
        ["worst_rhat"] = "stat.fit.goodness",
        ["pareto_k"] = "stat.fit.goodness",
        ["ess"] = "meta.number;stat",
        ["ess_bulk"] = "meta.number;stat",
        ["ess_tail"] = "meta.number;stat",
        ["least_ess"] = "meta.number;stat",
        ["residual"] = "stat.fit.residual",
        ["elpd_loo"] = "stat.likelihood",
        ["p_loo"] = "stat.likelihood",
        ["sensitivity"] = "stat.value",
        ["mean_gradient"] = "arith.grad;stat.mean",
        ["sd_gradient"] = "arith.grad",
        ["influence"] = "arith.grad",
        ["own_influence"] = "arith.grad",
        ["prior_weight"] = "stat.weight",
        ["tau"] = "stat.param",
        ["alpha"] = "stat.param",
        ["beta"] = "stat.param",
        ["log_area"] = "stat.param",
        ["step"] = "stat.param",
        ["leapfrogs"] = "meta.number",
        ["acceptance"] = "stat.probability",
        ["divergences"] = "meta.number",
        ["thin"] = "meta.number",
        ["chains"] = "meta.number",
        ["modes"] = "meta.number",
        ["p_chi_squared"] = "stat.probability",
        ["p_ecdf_envelope"] = "stat.probability",
    };

    /// <summary>Every descriptor that is used.</summary>
    public static IEnumerable<string> All => Known.Values.Concat([Error, Weight, Rank]).Distinct(StringComparer.Ordinal);

    private const string Error = "stat.error";
    private const string Weight = "stat.weight";
    private const string Rank = "stat.value";

    /// <summary>The descriptor of a column; empty for none.</summary>
    public static string Of(OutputColumn column) => column.Ucd.Length > 0 ? column.Ucd
        : Known.TryGetValue(column.Name, out string? known) ? known
        : column.Name.StartsWith("mcse_", StringComparison.Ordinal) ? Error
        : column.Name.EndsWith("weight", StringComparison.Ordinal) ? Weight
        : column.Meaning is "rank of the truth" ? Rank : "";
}
