using System.Reflection;
using System.Text.Json.Serialization;

namespace GpuConcord.Host.Data;

/// <summary>A data set inside the program.</summary>
/// <param name="Name">The name to give in place of a file.</param>
/// <param name="Title">One line for a list; begins with SIMULATED when it is.</param>
/// <param name="Description">What it is, where it comes from, what to expect and what to beware of.</param>
/// <param name="Citation">What to cite when its numbers are used.</param>
/// <param name="Simulated">True when the numbers were drawn from the model and no instrument measured anything.</param>
/// <param name="Priors">The priors it is fitted with when none are given.</param>
public sealed record Example(string Name, string Title, string Description, string Citation, bool Simulated, PriorDefaults Priors)
{
    /// <summary>The table as a CSV file, UTF-8.</summary>
    public Stream Open() => Open($"{Name}.csv");

    /// <summary>A file of the folder Examples, embedded when the program was built.</summary>
    internal static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream($"Examples/{file}")
        ?? throw new InvalidOperationException($"the resource Examples/{file} was not embedded");
}

/// <summary>Reads index.json without reflection: start-up time counts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Example[]))]
internal sealed partial class ExampleJson : JsonSerializerContext;
