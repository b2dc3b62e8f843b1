namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>Where results are put away part by part, bit for bit, while a table is measured.</summary>
public interface ICatalogueParts
{
    /// <summary>Files of the parts that were put away before, in the order of the rows: their results are taken, the rest is computed.</summary>
    IReadOnlyList<string> Kept { get; }

    /// <summary>Opens the file of the next part, in <see cref="CatalogueRequest.PartFormat"/>.</summary>
    /// <param name="part">Its number, from 0.</param>
    Stream Begin(int part);

    /// <summary>Told that a part is complete and its file closed.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="cancellation">Stops it.</param>
    Task CompleteAsync(int part, CancellationToken cancellation);
}
