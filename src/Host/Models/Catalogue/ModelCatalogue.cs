using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Models.KnownErrors;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;

namespace GpuConcord.Host.Models.Catalogue;

/// <summary>
/// The models that can be fitted, a line each. A model is a folder beside this file (and, for its densities or conditionals on lanes, one under
/// Kernels/Models), and a line below.
/// </summary>
public sealed class ModelCatalogue
{
    private readonly ModelKind[] kinds;

    private ModelCatalogue(ModelKind[] kinds) => this.kinds = kinds;

    /// <summary>The models of the program; the first is fitted when nothing is said.</summary>
    public static ModelCatalogue Standard { get; } = new(
    [
        LogNormalModel.Kind,
        KnownErrorsModel.Kind,
        ExtraScatterModel.Kind,
        LogTModel.Kind,
        CountsModel.Kind,
    ]);

    /// <summary>All kinds, in the order of help.</summary>
    public IReadOnlyList<ModelKind> Kinds => kinds;

    /// <summary>The model that is fitted when nothing is said.</summary>
    public IModel Default => kinds[0].Make(SettingValues.None);

    /// <summary>The kind that takes the table's errors for all of the scatter; null when there is none.</summary>
    public ModelKind? ErrorsOnly => Array.Find(kinds, kind => kind.Make(SettingValues.None).Can is { NeedsErrors: true, ErrorsBesideScatter: false });

    /// <summary>The kind that fits the counts of apertures, which a table of counts is fitted with when nothing is said; null when there is none.</summary>
    public ModelKind? OfCounts => Array.Find(kinds, kind => kind.Make(SettingValues.None).Can.Counts);

    /// <summary>The kinds whose chains of many problems advance together, in the order of help: those that can be swept.</summary>
    public IReadOnlyList<ModelKind> Swept => [.. kinds.Where(kind => kind.Make(SettingValues.None) is IBatchModel)];

    /// <summary>A catalogue of these models; the first is fitted when nothing is said.</summary>
    internal static ModelCatalogue Of(IEnumerable<ModelKind> kinds) => new([.. kinds]);

    /// <summary>These models and one more.</summary>
    public ModelCatalogue With(ModelKind kind) => new([.. kinds, kind]);

    /// <summary>The kind with a key.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public ModelKind Of(string key) => Array.Find(kinds, kind => kind.Key.Equals(key, StringComparison.Ordinal))
        ?? throw new FormatException($"'{key}' is no model of this program; it has {string.Join(", ", kinds.Select(kind => kind.Key))}");
}
