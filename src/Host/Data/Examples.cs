using System.Text.Json;

namespace GpuConcord.Host.Data;

/// <summary>The data sets inside the program, listed in Examples/index.json.</summary>
public static class Examples
{
    private static readonly Lazy<Example[]> _all = new(() =>
    {
        using var index = Example.Open("index.json");
        return JsonSerializer.Deserialize(index, ExampleJson.Default.ExampleArray)!;
    });

    /// <summary>Every built-in data set; real ones first.</summary>
    public static IReadOnlyList<Example> All => _all.Value;

    /// <summary>The built-in set of that name, case ignored, or null.</summary>
    public static Example? Find(string name) => Array.Find(_all.Value, example => example.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
