namespace GpuConcord.Cli.Recipes;

/// <summary>One command of a recipe.</summary>
/// <param name="Words">The command line that it stands for, without the program's name.</param>
/// <param name="Place">Where its table stands, as in gpuconcord.toml:3:1.</param>
/// <param name="Places">Where each of its options stands, by name with dashes.</param>
internal sealed record RecipeStep(IReadOnlyList<string> Words, string Place, IReadOnlyDictionary<string, string> Places)
{
    /// <summary>A message about the command line with the place in the file in front, where it begins with an option of the step.</summary>
    public string Placed(string message)
    {
        string name = message.Split(':', 2)[0];
        return $"{(Places.TryGetValue(name, out string? place) ? place : Place)}: {message}";
    }
}
