using System.Globalization;
using System.Text;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Draws;

/// <summary>
/// Draws as CmdStan's CSV, one file a chain: comments with what readers look for, names such as B.1, numbers that round-trip. The algorithm is given as
/// fixed_param, which says that no statistics of a NUTS sampler are there.
/// </summary>
internal static class CmdStanDraws
{
    private const int Buffer = 1 << 16;

    /// <summary>The files of one band.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="origin">The run.</param>
    /// <param name="logPosterior">ln of the density of every draw; null where it is not known.</param>
    /// <param name="start">How the names begin: cmdstan/draws.</param>
    public static IEnumerable<DrawFile> Files(Fit fit, DrawOrigin origin, double[]? logPosterior, string start)
    {
        (string Name, string Meaning, double[] Draws)[] columns = [.. Columns(fit, logPosterior)];
        for (int chain = 0; chain < fit.Options.Chains; chain++)
        {
            int own = chain;
            string path = $"{start}_{chain + 1}.csv", name = path[(path.LastIndexOf('/') + 1)..];

            // Text takes longer than binary numbers.
            long work = 4L * columns.Length * fit.Options.Draws;
            yield return new DrawFile(path, work, (stream, cancellation) => Write(fit, origin, columns, own, name, stream, cancellation));
        }
    }

    private static IEnumerable<(string Name, string Meaning, double[] Draws)> Columns(Fit fit, double[]? logPosterior)
    {
        if (logPosterior is not null)
        {
            yield return ("lp__", "ln of the posterior's density of (B, sigma2), fluxes integrated out, up to a constant", logPosterior);
        }

        foreach (Block block in fit.Blocks)
        {
            for (int entry = 0; entry < block.Draws.Length; entry++)
            {
                yield return block.Axis is Axis.Common
                    ? (block.Symbol, $"{block.Symbol}, {block.Meaning}", block.Draws[entry])
                    : ($"{block.Symbol}.{entry + 1}", $"{block.NameOf(entry)}, {block.Meaning}", block.Draws[entry]);
            }
        }

        for (int k = 0; k < fit.LogFlux.Length; k++)
        {
            yield return ($"G.{k + 1}", $"G[{fit.Options.FluxDraws[k]}], ln flux", fit.LogFlux[k]);
        }
    }

    private static void Write(
        Fit fit, DrawOrigin origin, (string Name, string Meaning, double[] Draws)[] columns, int chain, string file, Stream stream, CancellationToken cancellation)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(false), Buffer, leaveOpen: true) { NewLine = "\n" };
        foreach (string line in Comments(fit, origin, columns, chain, file))
        {
            writer.WriteLine($"# {line}");
        }

        writer.WriteLine(string.Join(',', columns.Select(column => column.Name)));
        Span<char> text = stackalloc char[32];
        int first = chain * fit.Options.Draws;
        for (int draw = 0; draw < fit.Options.Draws; draw++)
        {
            if (draw % 1024 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            for (int k = 0; k < columns.Length; k++)
            {
                if (k > 0)
                {
                    writer.Write(',');
                }

                // The shortest text that reads back as the same number.
                columns[k].Draws[first + draw].TryFormat(text, out int length, default, CultureInfo.InvariantCulture);
                writer.Write(text[..length]);
            }

            writer.Write('\n');
        }
    }

    /// <summary>The comments: what has one equals sign is read as a setting.</summary>
    private static IEnumerable<string> Comments(Fit fit, DrawOrigin origin, (string Name, string Meaning, double[] Draws)[] columns, int chain, string file)
    {
        FitOptions options = fit.Options;
        yield return "stan_version_major = 2";
        yield return "stan_version_minor = 33";
        yield return "stan_version_patch = 0";
        yield return $"model = gpuconcord_{fit.Model.Kind.Key.Replace('-', '_')}";
        yield return string.Create(CultureInfo.InvariantCulture, $"start_datetime = {origin.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        yield return "method = sample";
        yield return "  sample";
        yield return $"    num_samples = {(long)options.Draws * options.Thin}";
        yield return $"    num_warmup = {options.WarmUp}";
        yield return "    save_warmup = 0";
        yield return $"    thin = {options.Thin}";
        yield return "    algorithm = fixed_param";

        // cmdstanpy looks for a metric before it knows that there was none.
        yield return "      metric = unit_e";
        yield return $"    num_chains = {options.Chains}";
        yield return $"id = {chain + 1}";
        yield return "random";
        yield return $"  seed = {options.Seed}";
        yield return "output";
        yield return $"  file = {file}";
        yield return $"Made by gpuconcord {origin.Version}, not by CmdStan: {AsciiJson.Quoted(fit.Model.Title)}; sampler {SamplerName.Of(options.Sampler)}; "
            + $"data {AsciiJson.Quoted(origin.Data)}, SHA-256 {origin.Sha256}"
            + (fit.Observations.Band is { } band ? $"; band {AsciiJson.Quoted(band)}" : "") + ".";
        foreach ((string name, string meaning, double[] _) in columns)
        {
            yield return $"{name} is {AsciiJson.Quoted(meaning)}";
        }
    }
}
