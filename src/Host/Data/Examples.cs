using System.Text.Json;

namespace GpuConcord.Host.Data;

/// <summary>The data sets inside the program, listed in Examples/index.json.</summary>
public static class Examples
{
    private static readonly Lazy<Example[]> Listed = new(() =>
    {
        using Stream index = Example.Open("index.json");
        return JsonSerializer.Deserialize(index, ExampleJson.Default.ExampleArray)!;
    });

    /// <summary>Every built-in data set; real ones first.</summary>
    public static IReadOnlyList<Example> All => Listed.Value;

    /// <summary>The built-in set of that name, case ignored, or null.</summary>
    public static Example? Find(string name) => Array.Find(Listed.Value, example => example.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
