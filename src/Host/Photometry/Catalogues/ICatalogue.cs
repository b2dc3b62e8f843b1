namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>A table of sources, read batch by batch.</summary>
internal interface ICatalogue : IDisposable
{
    /// <summary>The table's columns: names, and the type of their values.</summary>
    IReadOnlyList<(string Name, Type Type)> Columns { get; }

    /// <summary>Which quantities its columns allow, and notes for a person.</summary>
    CatalogueColumns Parameters => Bands[0];

    /// <summary>The same band by band: one, or the soft and the hard one.</summary>
    CatalogueColumns[] Bands { get; }

    /// <summary>Character between fields of the records' text.</summary>
    char Delimiter { get; }

    /// <summary>Fills a batch; false when the table has ended and the batch is empty.</summary>
    /// <exception cref="Faults.DataException">A row is at fault and faults stop the run.</exception>
    bool Read(CatalogueBatch batch);
}

/// <summary>Takes the sources and their results, batch by batch.</summary>
internal interface ICatalogueOutput : IAsyncDisposable
{
    /// <summary>Writes a batch.</summary>
    Task WriteAsync(CatalogueBatch batch, CancellationToken cancellation);

    /// <summary>Ends the table; without this call it is incomplete.</summary>
    Task CompleteAsync();
}
