using System.Reflection;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels;

namespace GpuConcord.Tests.Kernels;

/// <summary>Every kernel of the program, found by reflection; a generic one once for each type that fits it.</summary>
internal static class KernelTypes
{
    private static readonly Type[] Values = [.. typeof(IKernel<>).Assembly.GetTypes().Where(type => type.IsValueType && !type.IsGenericTypeDefinition)];

    /// <summary>All closed kernel types.</summary>
    public static IEnumerable<Type> All => typeof(IKernel<>).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.GetInterfaces().Any(IsKernel))
        .SelectMany(Closed);

    /// <summary>The kernels whose definition no type of the assembly fits.</summary>
    public static IEnumerable<Type> Unused => typeof(IKernel<>).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.GetInterfaces().Any(IsKernel) && !Closed(type).Any());

    /// <summary>The function that ILGPU compiles for a kernel.</summary>
    public static MethodInfo Entry(Type kernel) => typeof(Device)
        .GetMethod(nameof(Device.Entry), BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(kernel, Arguments(kernel));

    /// <summary>The type of a kernel's arguments.</summary>
    public static Type Arguments(Type kernel) => kernel.GetInterfaces().Single(IsKernel).GetGenericArguments()[0];

    private static bool IsKernel(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IKernel<>);

    private static IEnumerable<Type> Closed(Type kernel)
    {
        if (!kernel.IsGenericTypeDefinition)
        {
            return [kernel];
        }

        if (kernel.GetGenericArguments().Length != 1)
        {
            throw new NotSupportedException($"{kernel} has more than one type parameter; teach this list to close it");
        }

        return Values.Select(value => Close(kernel, value)).OfType<Type>();
    }

    private static Type? Close(Type kernel, Type argument)
    {
        try
        {
            return kernel.MakeGenericType(argument);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
