using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Host.Runs.Sweeps;

/// <summary>The problems of a sweep, read back from the tables that <see cref="SweepTables"/> describes: everything that was written of them.</summary>
internal static class SweepReading
{
    /// <summary>Reads the problems in their order.</summary>
    /// <param name="parameters">The table "sweep": of each problem every B before every σ².</param>
    /// <param name="influence">The table "influence": of each problem its matrix, row by row.</param>
    /// <param name="problems">The table "problems".</param>
    /// <param name="draws">Draws of each problem, all chains together.</param>
    /// <exception cref="FormatException">The tables do not belong together.</exception>
    public static SweptProblem[] Problems(ParquetTable parameters, ParquetTable influence, ParquetTable problems, int draws)
    {
        Columns columns = new(parameters, influence.Numbers("influence"), Errors(influence), problems, draws);
        SweptProblem[] read = new SweptProblem[columns.Instruments.Length];
        (int row, int entry) = (0, 0);
        for (int k = 0; k < read.Length; k++)
        {
            read[k] = columns.Problem(k, row, entry);
            row += 2 * columns.Instruments[k];
            entry += columns.Instruments[k] * columns.Instruments[k];
        }

        return row == columns.Rows && entry == columns.Entries
            ? read
            : throw new FormatException($"{columns.Rows} parameters and {columns.Entries} influences, but {row} and {entry} in its problems");
    }

    /// <summary>The errors of the influences; null in what earlier versions wrote.</summary>
    private static double[]? Errors(ParquetTable influence) =>
        influence.Names.Contains(SweepTables.InfluenceError, StringComparer.Ordinal) ? influence.Numbers(SweepTables.InfluenceError) : null;

    /// <summary>The columns of the three tables, each looked up once.</summary>
    private sealed class Columns(ParquetTable parameters, double[] influence, double[]? errors, ParquetTable problems, int draws)
    {
        private readonly string?[] data = problems.Text("data");
        private readonly string?[] band = problems.Text("band");
        private readonly string?[] leftOut = problems.Text("left_out");
        private readonly string?[] label = problems.Text("prior");
        private readonly int[] sources = problems.Whole("sources");
        private readonly double[] step = problems.Numbers("step");
        private readonly int[] leapfrogs = problems.Whole("leapfrogs");
        private readonly double[] acceptance = problems.Numbers("acceptance");
        private readonly int[] divergences = problems.Whole("divergences");
        private readonly int[] searchedLong = problems.Whole("long_search");
        private readonly int[] thin = problems.Whole("thin");
        private readonly string?[] instrument = parameters.Text("instrument");
        private readonly double[] nominal = parameters.Numbers("log_area");
        private readonly double[] tau = parameters.Numbers("tau");
        private readonly double[] alpha = parameters.Numbers("alpha");
        private readonly double[] beta = parameters.Numbers("beta");
        private readonly double[] weight = parameters.Numbers("prior_weight");
        private readonly int[] observations = parameters.Whole("observations");
        private readonly double[] mean = parameters.Numbers("mean");
        private readonly double[] sd = parameters.Numbers("sd");
        private readonly double[] low = parameters.Numbers("q2_5");
        private readonly double[] median = parameters.Numbers("median");
        private readonly double[] high = parameters.Numbers("q97_5");
        private readonly double[] ess = parameters.Numbers("ess");
        private readonly double[] rhat = parameters.Numbers("rhat");
        private readonly double[] splitRhat = parameters.Numbers("split_rhat");
        private readonly double[] bulk = parameters.Numbers("ess_bulk");
        private readonly double[] tail = parameters.Numbers("ess_tail");
        private readonly int[] chains = problems.Whole("chains");
        private readonly int[] modes = problems.Whole("modes");
        private readonly string?[]? sampler = IsNew(problems) ? problems.Text(SweepTables.Sampler) : null;
        private readonly int[]? components = IsNew(problems) ? problems.Whole(SweepTables.Components) : null;
        private readonly int[]? freedom = IsNew(problems) ? problems.Whole(SweepTables.Freedom) : null;
        private readonly double[]? efficiency = IsNew(problems) ? problems.Numbers(SweepTables.Efficiency) : null;
        private readonly double[]? paretoTail = IsNew(problems) ? problems.Numbers(SweepTables.Tail) : null;

        /// <summary>Instruments of each problem.</summary>
        public int[] Instruments { get; } = problems.Whole("instruments");

        /// <summary>Rows of the table of parameters.</summary>
        public int Rows => instrument.Length;

        /// <summary>Rows of the table of influences.</summary>
        public int Entries => influence.Length;

        /// <summary>A problem.</summary>
        /// <param name="k">Its index.</param>
        /// <param name="row">Its first row in the table of parameters.</param>
        /// <param name="entry">Its first row in the table of influences.</param>
        public SweptProblem Problem(int k, int row, int entry)
        {
            int n = Instruments[k];
            Range areas = row..(row + n);
            return new SweptProblem
            {
                Data = data[k]!,
                Band = band[k],
                LeftOut = leftOut[k],
                Label = label[k]!,
                Instruments = instrument[areas]!,
                Sources = sources[k],
                Priors = new Priors(nominal[areas], tau[areas], alpha[areas], beta[areas]),
                Posterior = new SweepPosterior
                {
                    Areas = [.. Enumerable.Range(row, n).Select(Summary)],
                    Variances = [.. Enumerable.Range(row + n, n).Select(Summary)],
                    PriorWeight = weight[areas],
                    PriorInfluence = Matrix(influence, entry, n),
                    PriorInfluenceError = errors is null ? null : Matrix(errors, entry, n),
                    ObservationsPerInstrument = observations[areas],
                    Tuning = new SamplerTuning(step[k], leapfrogs[k], [], acceptance[k], divergences[k], double.NaN) { Proposal = Proposal(k) },
                    SearchedLong = searchedLong[k] != 0,
                    Thin = thin[k],
                    Chains = chains[k],
                    Modes = modes[k],
                },
            };
        }

        private static bool IsNew(ParquetTable problems) => problems.Names.Contains(SweepTables.Sampler, StringComparer.Ordinal);

        private ProposalQuality? Proposal(int k) => sampler?[k] is SweepTables.Weights
            ? new ProposalQuality(true, modes[k], components![k], freedom![k], efficiency![k], paretoTail![k])
            : null;

        private static double[,] Matrix(double[] entries, int first, int n)
        {
            double[,] matrix = new double[n, n];
            for (int i = 0; i < n; i++)
            {
                for (int other = 0; other < n; other++)
                {
                    matrix[i, other] = entries[first + (i * n) + other];
                }
            }

            return matrix;
        }

        private BriefSummary Summary(int row) => new(mean[row], sd[row], low[row], median[row], high[row], ess[row], rhat[row], splitRhat[row], bulk[row], tail[row], draws);
    }
}
