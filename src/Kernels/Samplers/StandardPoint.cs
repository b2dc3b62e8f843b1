namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// A point from which every mixture of t distributions of N dimensions makes one of its own: N standard normals, the uniform that chooses the component, and the
/// factor √(ν/χ²_ν) by which normals become t's, for each number of degrees of freedom that a mixture may have.
/// </summary>
/// <remarks>Made once, and evenly spread, it serves all problems of a sweep; <see cref="TMixture"/> places it.</remarks>
public static class StandardPoint
{
    /// <summary>How many numbers of degrees of freedom points are made for.</summary>
    public const int Freedoms = 4;

    /// <summary>The degrees of freedom ν at a place, 0 … <see cref="Freedoms"/> − 1: each number twice the one before.</summary>
    public static int Freedom(int place) => TMixtureLayout.FreedomUnit << place;

    /// <summary>Dimensions of the unit cube that a point is made of: the factor's, the component's, the normals'.</summary>
    public static int Uniforms(int dimension) => 2 + dimension;

    /// <summary>Place of the uniform that chooses a component; the normals come before it.</summary>
    public static int Component(int dimension) => dimension;

    /// <summary>Place of the first factor.</summary>
    public static int Stretch(int dimension) => dimension + 1;

    /// <summary>Doubles of a point.</summary>
    public static int Length(int dimension) => Stretch(dimension) + Freedoms;
}
