using GpuConcord.Host.Sampling;
using Spectre.Console;

namespace GpuConcord.Cli.Screen;

/// <summary>A moving bar that leaves nothing behind.</summary>
internal sealed class ProgressBar : IProgressDisplay
{
    private const double Whole = 1;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _display;
    private readonly ProgressTask _task;
    private string _label = "";

    /// <summary>Shows the bar on standard error.</summary>
    public ProgressBar(Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = terminal.Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(terminal.Error),
        });
        console.Profile.Capabilities.Unicode = terminal.Unicode;
        console.Profile.Width = terminal.Width;
        var started = new TaskCompletionSource<ProgressTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        _display = console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                started.SetResult(context.AddTask("starting", maxValue: Whole));
                await _done.Task;
            });
        _task = started.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Begin(string label)
    {
        _label = label;
        Report(new FitProgress("starting", 0));
    }

    /// <inheritdoc/>
    public void Report(FitProgress value)
    {
        _task.Description = Markup.Escape($"{_label}: {value.Stage}");
        // A value of the whole would end the task and stop its clock.
        _task.Value = Math.Clamp(value.Fraction, 0, 0.999) * Whole;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _done.SetResult();
        await _display;
    }
}
