namespace GpuConcord.Host.Draws;

/// <summary>The formats that draws are written in.</summary>
public enum DrawFormat
{
    /// <summary>A table, a row a draw: always written, as other commands read it.</summary>
    Parquet,

    /// <summary>InferenceData in a netCDF-4 file.</summary>
    NetCdf,

    /// <summary>InferenceData in a Zarr directory, version 2.</summary>
    Zarr,

    /// <summary>CSV files as CmdStan writes them, one a chain.</summary>
    CmdStan,
}

/// <summary>The formats' names as the option spells them.</summary>
public static class DrawFormatName
{
    /// <summary>parquet, netcdf, zarr or cmdstan.</summary>
    public static string Of(DrawFormat format) => format switch
    {
        DrawFormat.Parquet => "parquet",
        DrawFormat.NetCdf => "netcdf",
        DrawFormat.Zarr => "zarr",
        DrawFormat.CmdStan => "cmdstan",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "not a format"),
    };
}
