using Spectre.Console;
using Spectre.Console.Rendering;

namespace GpuConcord.Cli.Screen;

/// <summary>A table's only line: a rule below its header. Columns are told apart by space, so that a table can be pasted.</summary>
internal sealed class RuleBelowHeader(bool unicode) : TableBorder
{
    /// <inheritdoc/>
    public override string GetPart(TableBorderPart part) => part is TableBorderPart.HeaderBottom ? unicode ? "─" : "-" : "";
}
