using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Tests.Kernels.Mathematics;

/// <summary>The elementary functions in the form that <see cref="Map{TFunction}"/> runs.</summary>
public static class Functions
{
    public readonly struct Log : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => Logarithm.Log(x);
    }

    public readonly struct LogOfNormal : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => Logarithm.LogOfNormal(x);
    }

    public readonly struct Log1p : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => Logarithm.Log1p(x);
    }

    public readonly struct Exp : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => Exponential.Exp(x);
    }

    public readonly struct NormalLower : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => NormalQuantile.Lower(x);
    }

    public readonly struct ExpOfModerate : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => Exponential.ExpOfModerate(x);
    }

    public readonly struct Sine : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T>
        {
            Circle.SinCos2Pi(x, out T sine, out _);
            return sine;
        }
    }

    public readonly struct Cosine : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T>
        {
            Circle.SinCos2Pi(x, out _, out T cosine);
            return cosine;
        }
    }

    public readonly struct LogOfGamma : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => LogGamma.Of(x);
    }
}
