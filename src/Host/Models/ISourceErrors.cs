namespace GpuConcord.Host.Models;

/// <summary>What a model says of the observations of one source under one draw of (B, v), its flux integrated out or drawn. Called from several threads.</summary>
public interface ISourceErrors
{
    /// <summary>Whether a source's only observation is predicted, by what the model says of all sources; not where every flux has a flat prior.</summary>
    bool PredictsAlone => false;

    /// <summary>Fills ln p(y_o | B, v, the source's other observations), the flux integrated out, observation by observation.</summary>
    /// <param name="source">A source with two observations or more, or with one where that is predicted.</param>
    /// <param name="s">Number of the draw.</param>
    /// <param name="logDensity">One entry an observation.</param>
    void LeaveOut(int source, int s, Span<double> logDensity);

    /// <summary>ln p(all observations of a source | B, v, what else the model has), the flux integrated out, up to a constant that is the same under all draws.</summary>
    /// <param name="source">A source; one that <see cref="LeaveOut"/> cannot say anything of has 0.</param>
    /// <param name="s">Number of the draw.</param>
    double Together(int source, int s);

    /// <summary>
    /// Draws the flux from its conditional and fills each error y_o − B − G as a standard normal score: of replicated data they are independent
    /// standard normals.
    /// </summary>
    /// <param name="source">A source with two observations or more, or with one where that is predicted.</param>
    /// <param name="s">Number of the draw.</param>
    /// <param name="residuals">One entry an observation.</param>
    void Residuals(int source, int s, Span<double> residuals);
}
