using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Screen;

/// <summary>Text for a terminal in which names from files do nothing: control characters other than line breaks and tabs are spelt out.</summary>
/// <param name="inner">Takes the text; closed by whoever made it.</param>
internal sealed class VisibleWriter(TextWriter inner) : TextWriter
{
    /// <summary>Where text goes as it is: for what moves the cursor on purpose.</summary>
    public TextWriter Inner => inner;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (value is not null)
        {
            inner.Write(Visible.Of(value, keepLines: true));
        }
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
