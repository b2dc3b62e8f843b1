using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>A column as the header of an ECSV file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values.</param>
/// <param name="Line">1-based line of the description.</param>
internal sealed record EcsvColumn(string Name, TypedValue Values, int Line)
{
    /// <summary>Its unit.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Its description.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>Its UCD, where its meta has one.</summary>
    public string Ucd { get; init; } = "";

    /// <summary>Whether its numbers are rounded when they are read: those of 128 bits.</summary>
    public bool IsRounded { get; init; }

    /// <summary>What the table's reader is told of it.</summary>
    public TableColumn Told => new(Name, Values.Type, Unit) { Meaning = Meaning, Ucd = Ucd };
}
