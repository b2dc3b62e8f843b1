using System.Text.Json;

namespace GpuConcord.Host.Json;

/// <summary>Values of JSON in which null stands for a number that is not finite.</summary>
internal static class JsonReading
{
    public static double Number(this JsonElement json, string name) => json.GetProperty(name).Number();

    public static double[] Numbers(this JsonElement json, string name) => json.GetProperty(name).Numbers();

    public static double[] Numbers(this JsonElement json) => [.. json.EnumerateArray().Select(Number)];

    public static string[] Texts(this JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    public static double Number(this JsonElement json) => json.ValueKind is JsonValueKind.Null ? double.NaN : json.GetDouble();

    /// <summary>A square matrix, row by row.</summary>
    public static double[,] Matrix(this JsonElement json, string name)
    {
        double[][] rows = [.. json.GetProperty(name).EnumerateArray().Select(row => row.Numbers())];
        double[,] matrix = new double[rows.Length, rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int k = 0; k < rows.Length; k++)
            {
                matrix[i, k] = rows[i][k];
            }
        }
        return matrix;
    }
}
