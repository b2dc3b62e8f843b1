namespace GpuConcord.Tests.Architecture;

/// <summary>The rooms of src from the bottom up, and which rooms each may use. A new arrow is a line here, to be defended in review.</summary>
internal static class AllowedArrows
{
    /// <summary>A room a line: its name, a colon, the rooms that it uses; a long line goes on with four spaces.</summary>
    public const string Text = """
        Host/Faults:
        Host/Hdf5:
        Host/Json:
        Host/Threads:
        Kernels/Lanes:
        Host/Data: Host/Faults
        Host/Diagnostics: Host/Threads
        Host/Photometry/Apertures: Host/Faults
        Host/Hashing: Host/Faults
        Host/Tables: Host/Faults Host/Hashing
        Host/Writing: Host/Threads
        Kernels: Kernels/Lanes
        Kernels/Mathematics: Kernels/Lanes
        Host/Data/Reading/Columns: Host/Faults Host/Photometry/Apertures Host/Tables
        Host/Diagnostics/Weighted: Host/Diagnostics Kernels/Mathematics
        Host/Statistics/Patterns: Host/Data Host/Faults Host/Threads
        Host/Tables/Csv: Host/Faults Host/Tables Host/Threads
        Host/Tables/Fits/Headers: Host/Faults Host/Tables
        Host/Tables/Parquet/Checks: Host/Tables
        Host/Tables/Parquet: Host/Faults Host/Hashing Host/Tables Host/Tables/Parquet/Checks
        Host/Tables/Selection: Host/Faults Host/Tables
        Host/Tables/Typed: Host/Faults Host/Tables
        Host/Words: Host/Data
        Kernels/Photometry: Kernels Kernels/Lanes Kernels/Mathematics
        Kernels/Random: Kernels/Lanes Kernels/Mathematics
        Kernels/Summaries: Kernels Kernels/Lanes Kernels/Mathematics
        Host/Data/Profiles: Host/Faults Host/Tables Host/Tables/Selection
        Host/Figures: Host/Diagnostics Host/Words
        Host/Figures/Residuals: Host/Figures Host/Words
        Host/Statistics: Host/Data Host/Diagnostics Host/Faults Host/Statistics/Patterns Host/Threads
        Host/Tables/Ecsv: Host/Faults Host/Tables Host/Tables/Csv Host/Tables/Typed
        Host/Tables/Fits/Reading: Host/Faults Host/Tables Host/Tables/Fits/Headers
        Host/Tables/Fits/Writing: Host/Faults Host/Tables Host/Tables/Fits/Headers Host/Threads
        Kernels/Models: Kernels/Lanes Kernels/Mathematics Kernels/Random
        Kernels/Photometry/Hardness: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Photometry
        Kernels/SelfTest: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Random
        Host/Devices: Host/Faults Host/Hashing Host/Threads Kernels Kernels/Lanes Kernels/SelfTest
        Host/Statistics/Modes: Host/Faults Host/Statistics Host/Statistics/Patterns Host/Threads
        Host/Statistics/Robust: Host/Data Host/Statistics Host/Threads
        Host/Tables/Fits: Host/Tables Host/Tables/Fits/Reading Host/Tables/Fits/Writing
        Kernels/Models/ExtraScatter: Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random
        Kernels/Models/LogNormal: Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random
        Kernels/Samplers: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random
        Host/Photometry/Posteriors: Host/Devices Host/Photometry/Apertures Host/Threads Kernels/Lanes Kernels/Photometry
        Host/Sampling: Host/Data Host/Devices Host/Diagnostics Host/Statistics Host/Statistics/Modes Host/Statistics/Patterns Host/Threads Kernels/Lanes Kernels/Mathematics
            Kernels/Models Kernels/Random Kernels/Samplers
        Host/Tables/VoTable: Host/Faults Host/Tables Host/Tables/Fits Host/Tables/Typed
        Kernels/Fluxes: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random Kernels/Samplers
        Kernels/Models/Counts: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random Kernels/Samplers
        Kernels/Models/LogT: Kernels Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Random Kernels/Samplers
        Cli/Screen: Host/Faults Host/Sampling Host/Tables Host/Writing
        Host/Fluxes: Host/Data Host/Devices Host/Diagnostics Host/Faults Host/Sampling Host/Statistics Host/Statistics/Patterns Host/Threads Kernels/Fluxes Kernels/Lanes
            Kernels/Random
        Host/Photometry/Hardness: Host/Devices Host/Photometry/Apertures Host/Photometry/Posteriors Host/Threads Kernels/Lanes Kernels/Photometry Kernels/Photometry/Hardness
        Host/Sampling/Points: Host/Sampling Host/Threads Kernels/Lanes Kernels/Mathematics Kernels/Random Kernels/Samplers
        Host/Sampling/Collapsed: Host/Devices Host/Sampling Host/Statistics/Modes Host/Threads Kernels/Lanes Kernels/Models Kernels/Random Kernels/Samplers
        Host/Sampling/ScaleMixture: Host/Data Host/Devices Host/Sampling Host/Statistics Host/Statistics/Patterns Host/Threads Kernels/Lanes Kernels/Models Kernels/Random
            Kernels/Samplers
        Host/Simulation: Host/Faults Host/Json Host/Sampling Host/Tables Kernels/Random
        Host/Tables/Formats: Host/Faults Host/Tables Host/Tables/Csv Host/Tables/Ecsv Host/Tables/Fits Host/Tables/Parquet Host/Tables/VoTable
        Host/Data/Reading: Host/Data Host/Data/Profiles Host/Data/Reading/Columns Host/Faults Host/Photometry/Apertures Host/Tables Host/Tables/Formats Host/Tables/Selection
        Host/Models: Host/Data Host/Devices Host/Diagnostics Host/Faults Host/Fluxes Host/Sampling Host/Statistics Host/Statistics/Modes Host/Statistics/Patterns Host/Threads
            Host/Words Kernels/Lanes Kernels/Random Kernels/Samplers
        Host/Photometry: Host/Devices Host/Photometry/Apertures Host/Photometry/Hardness Host/Photometry/Posteriors Host/Threads
        Host/Sampling/Independence: Host/Devices Host/Diagnostics Host/Sampling Host/Sampling/Collapsed Host/Sampling/Points Host/Statistics/Modes Host/Threads Kernels
            Kernels/Lanes Kernels/Models Kernels/Random Kernels/Samplers
        Host/Checks: Host/Data Host/Diagnostics Host/Faults Host/Models Host/Sampling Host/Statistics Host/Statistics/Patterns Host/Threads
        Host/Data/Bands: Host/Data Host/Data/Reading Host/Data/Reading/Columns Host/Faults Host/Tables Host/Tables/Formats
        Host/Data/Prior: Host/Data Host/Data/Reading Host/Data/Reading/Columns Host/Faults Host/Tables Host/Tables/Formats
        Host/Models/Counts: Host/Data Host/Devices Host/Diagnostics Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Statistics Host/Statistics/Patterns Host/Threads
            Host/Words Kernels/Lanes Kernels/Models Kernels/Models/Counts Kernels/Random Kernels/Samplers
        Host/Models/ExtraScatter: Host/Data Host/Devices Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Sampling/Collapsed Host/Sampling/Independence Host/Statistics
            Host/Statistics/Modes Host/Statistics/Patterns Kernels/Models/ExtraScatter
        Host/Models/KnownErrors: Host/Data Host/Devices Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Statistics Host/Statistics/Patterns
        Host/Models/LogNormal: Host/Data Host/Devices Host/Diagnostics Host/Diagnostics/Weighted Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Sampling/Collapsed
            Host/Sampling/Independence Host/Sampling/Points Host/Statistics Host/Statistics/Modes Host/Statistics/Patterns Host/Threads Kernels/Lanes Kernels/Models
            Kernels/Models/LogNormal
            Kernels/Random Kernels/Samplers
        Host/Models/LogT: Host/Data Host/Devices Host/Diagnostics Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Sampling/Independence Host/Sampling/ScaleMixture
            Host/Statistics Host/Statistics/Modes Host/Statistics/Patterns Host/Threads Host/Words Kernels/Lanes Kernels/Mathematics Kernels/Models Kernels/Models/LogT
            Kernels/Random Kernels/Samplers
        Host/Photometry/Catalogues: Host/Devices Host/Faults Host/Photometry Host/Photometry/Apertures Host/Photometry/Hardness Host/Photometry/Posteriors Host/Tables
            Host/Tables/Csv Host/Tables/Formats Host/Tables/Selection
        Host/Summaries: Host/Devices Host/Diagnostics Host/Models Host/Sampling Host/Threads Kernels/Lanes Kernels/Summaries
        Host/Fits: Host/Checks Host/Data Host/Data/Bands Host/Devices Host/Diagnostics Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Statistics Host/Statistics/Modes
            Host/Statistics/Patterns Host/Statistics/Robust Host/Summaries Host/Threads Host/Words
        Host/Models/Catalogue: Host/Models Host/Models/Counts Host/Models/ExtraScatter Host/Models/KnownErrors Host/Models/LogNormal Host/Models/LogT
        Host/Sbc: Host/Data Host/Data/Bands Host/Devices Host/Diagnostics Host/Faults Host/Fluxes Host/Models Host/Sampling Host/Threads Kernels/Random
        Host/Explanations: Host/Data Host/Diagnostics Host/Diagnostics/Weighted Host/Faults Host/Fits Host/Models Host/Statistics Host/Tables Host/Threads Host/Words
        Host/Draws: Host/Checks Host/Data Host/Fits Host/Hdf5 Host/Models Host/Sampling Host/Threads
        Host/Runs: Host/Data Host/Devices Host/Faults Host/Hashing Host/Json Host/Models Host/Models/Catalogue Host/Tables Host/Tables/Formats Host/Tables/Parquet Host/Threads
            Host/Writing
        Host/SelfTest: Host/Data Host/Data/Reading Host/Devices Host/Diagnostics Host/Fits Host/Models Host/Models/Catalogue Host/Photometry/Apertures
            Host/Photometry/Hardness Host/Photometry/Posteriors Host/Sampling Host/Statistics Host/Summaries Kernels/Lanes Kernels/Random Kernels/SelfTest
        Host/Sweeps: Host/Data Host/Data/Prior Host/Faults Host/Fits Host/Models Host/Statistics/Robust
        Cli/Engine: Host/Data Host/Devices Host/Fits Host/Models Host/Runs Host/Sampling
        Cli/Options: Host/Data Host/Data/Bands Host/Data/Prior Host/Data/Profiles Host/Data/Reading Host/Data/Reading/Columns Host/Devices Host/Draws Host/Faults Host/Models
            Host/Models/Catalogue Host/Photometry/Apertures Host/Sampling Host/Sbc Host/Simulation Host/Statistics/Modes Host/Sweeps Host/Tables Host/Tables/Formats
            Host/Tables/Selection Host/Words
        Host/Jobs: Host/Faults Host/Hashing Host/Runs Host/Words Host/Writing
        Host/Runs/Fits: Host/Checks Host/Data Host/Data/Prior Host/Diagnostics Host/Draws Host/Faults Host/Fits Host/Fluxes Host/Json Host/Models Host/Models/Catalogue Host/Runs
            Host/Sampling Host/Statistics Host/Statistics/Modes Host/Tables Host/Tables/Formats Host/Tables/Parquet Host/Threads
        Host/Runs/Sbc: Host/Data Host/Faults Host/Json Host/Models Host/Models/Catalogue Host/Runs Host/Sbc Host/Tables Host/Tables/Formats Host/Tables/Parquet
        Host/Runs/Sweeps: Host/Data Host/Diagnostics Host/Faults Host/Json Host/Models Host/Models/Catalogue Host/Runs Host/Sampling Host/Tables Host/Tables/Parquet
            Host/Words
        Cli/Help: Cli/Options Cli/Screen Host/Devices Host/Faults
        Cli/Options/Aprates: Cli/Options Host/Data/Profiles Host/Data/Reading Host/Devices Host/Faults Host/Photometry Host/Photometry/Apertures Host/Photometry/Catalogues
            Host/Photometry/Posteriors Host/Tables/Selection Host/Writing
        Cli/ShellCompletion: Cli/Help Cli/Options Host/Data Host/Data/Profiles Host/Faults Host/Tables Host/Tables/Formats
        Cli/Recipes: Cli/Help Cli/Screen Host/Faults
        Cli/Pages: Cli/Options Cli/Screen Host/Checks Host/Data Host/Diagnostics Host/Faults Host/Fits Host/Fluxes Host/Models Host/Runs Host/Runs/Fits Host/Runs/Sbc
            Host/Runs/Sweeps Host/Sampling Host/Sbc Host/Statistics Host/Statistics/Modes Host/Tables/Formats Host/Words
        Host/Corrections: Host/Data/Reading Host/Diagnostics Host/Faults Host/Fits Host/Hashing Host/Runs Host/Runs/Fits Host/Tables Host/Threads
        Host/Report: Host/Checks Host/Data Host/Diagnostics Host/Explanations Host/Faults Host/Figures Host/Figures/Residuals Host/Fits Host/Fluxes Host/Json
            Host/Models Host/Runs Host/Runs/Fits Host/Sampling Host/Sbc Host/Statistics Host/Threads Host/Words
        Host/Corrections/Arfs: Host/Corrections Host/Data/Reading Host/Faults Host/Tables Host/Tables/Fits/Headers
        Host/Report/Sweeps: Host/Diagnostics Host/Faults Host/Figures Host/Models Host/Report Host/Runs Host/Runs/Fits Host/Runs/Sweeps Host/Words
        Cli/Corrections: Cli/Options Cli/Pages Cli/Screen Host/Corrections Host/Corrections/Arfs Host/Faults Host/Tables Host/Tables/Formats
        Cli/Differences: Cli/Pages Host/Data Host/Diagnostics Host/Fits Host/Runs/Fits Host/Sampling
        Cli/Explanations: Cli/Options Cli/Pages Cli/Screen Host/Data Host/Explanations Host/Faults Host/Runs/Fits Host/Tables Host/Tables/Formats
        Cli/Delivery: Cli/Options Cli/Pages Cli/Screen Host/Faults Host/Report Host/Report/Sweeps Host/Runs Host/Runs/Fits Host/Runs/Sbc Host/Runs/Sweeps Host/Sbc
        Cli/Jobs: Cli/Delivery Cli/Engine Cli/Help Cli/Options Cli/Options/Aprates Cli/Screen Host/Checks Host/Data Host/Data/Bands Host/Data/Prior Host/Data/Reading
            Host/Devices Host/Draws Host/Faults Host/Fits Host/Jobs Host/Models Host/Models/Catalogue Host/Photometry Host/Photometry/Apertures Host/Photometry/Catalogues
            Host/Runs Host/Runs/Fits Host/Runs/Sbc Host/Runs/Sweeps Host/Sampling Host/Sbc Host/Sweeps Host/Tables/Formats Host/Words Host/Writing
        Cli/Commands: Cli/Corrections Cli/Delivery Cli/Differences Cli/Explanations Cli/Help Cli/Jobs Cli/Options Cli/Options/Aprates Cli/Pages Cli/Recipes Cli/Screen
            Cli/ShellCompletion Host/Corrections Host/Data Host/Data/Profiles Host/Data/Reading Host/Devices Host/Diagnostics Host/Explanations Host/Faults Host/Figures Host/Fits
            Host/Jobs Host/Models/Catalogue Host/Photometry Host/Photometry/Apertures Host/Report Host/Report/Sweeps Host/Runs Host/Runs/Fits Host/Runs/Sweeps Host/Sampling
            Host/SelfTest Host/Simulation Host/Tables Host/Tables/Formats Host/Words
        Cli: Cli/Commands Cli/Engine Cli/Help Cli/Jobs Cli/Screen Host/Devices Host/Faults Host/Models/Catalogue Host/Tables/Formats
        """;
}
