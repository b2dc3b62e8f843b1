namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>What an HDU holds.</summary>
internal enum FitsKind
{
    /// <summary>An image, or nothing: also the primary HDU.</summary>
    Image,

    /// <summary>Random groups, of radio interferometers.</summary>
    Groups,

    /// <summary>A table in binary form.</summary>
    Binary,

    /// <summary>A table in text form.</summary>
    Text,

    /// <summary>An extension that the standard does not know.</summary>
    Other,
}
