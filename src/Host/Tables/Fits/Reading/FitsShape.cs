using System.Numerics;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>What columns hold, in words, and what to do about those that are not read.</summary>
internal static class FitsShape
{
    /// <summary>The type of a column's rows where they are no single values that are read.</summary>
    public static Type TypeOf(FitsColumn column) => column.Code switch
    {
        'C' or 'M' when column.Repeat == 1 => typeof(Complex),
        'C' or 'M' => typeof(Complex[]),
        'X' or 'L' => typeof(bool[]),
        'A' => typeof(string[]),
        'E' => typeof(float[]),
        'D' => typeof(double[]),
        'P' or 'Q' => typeof(Array),
        _ => typeof(long[]),
    };

    /// <summary>What a column holds that is not read.</summary>
    public static string Holds(FitsColumn column)
    {
        string form = $"(TFORM{column.Number} = {column.Form})";
        return column.Code switch
        {
            'P' or 'Q' when column.ElementCode == 'A' => $"text of varying length {form}",
            'P' or 'Q' => $"arrays of varying length {form}",
            _ when column.Repeat == 0 => $"no value at all {form}",
            'X' => $"bits {form}",
            'C' or 'M' => $"complex numbers {form}",
            'A' => $"arrays of text {form}",
            _ => $"arrays {form}",
        };
    }

    /// <summary>What a column holds that is read, though not as it was to be.</summary>
    public static string Holds(FitsField field) => field switch
    {
        FitsTextField => "text",
        FitsFlagField => "truth values",
        { IsName: true } => "whole numbers",
        _ => "numbers with fractions",
    };

    /// <summary>What to do about a column that cannot be read as it was to be.</summary>
    public static string Advice(FitsColumn column, FitsField? field) => (field, column.Code) switch
    {
        ({ }, _) => "convert the column to numbers",
        (null, 'P' or 'Q') when column.ElementCode == 'A' => "convert it to text of fixed length (stilts tcopy in.fits out.fits)",
        (null, 'P' or 'Q') => "choose another column, or make one of single values from it",
        (null, 'X') => "convert it to truth values or a whole number",
        (null, 'C' or 'M') => "make columns of real numbers from it",
        _ when column.Repeat == 0 => "choose another column",
        _ => "make a column of one element of it (stilts tpipe cmd='addcol NAME_1 NAME[0]')",
    };
}
