"""Reference values of the elementary functions to 32 digits (python3, mpmath 1.3): writes reference.csv.

Columns: function, then argument, value and the rest of the value (value + rest has 106 bits), each as the 16
hexadecimal digits of an IEEE double.
"""
import math
import random
import struct

from mpmath import cospi, exp, log, log1p, loggamma, mp, mpf, sinpi

mp.prec = 200
random.seed(20240607)
uniform = random.random


def of_bits(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def hexadecimal(x):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def log_uniform(low, high):
    return math.exp(math.log(low) + uniform() * (math.log(high) - math.log(low)))


def signed(x):
    return x if uniform() < 0.5 else -x


def neighbours(x):
    return [math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)]


def draw(count, *makers):
    return [maker() for maker in makers for _ in range(count)]


tiny, normal, largest = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308
root_half = math.sqrt(0.5)

points = {
    "log": (log, [tiny, 2 * tiny, normal - tiny, normal, largest, 0.5, 2.0, 10.0]
            + neighbours(1.0) + neighbours(root_half) + neighbours(2 * root_half)
            + draw(60, lambda: of_bits(random.randrange(1, 0x7FF0000000000000)), lambda: of_bits(random.randrange(1, 1 << 52)),
                   lambda: 1 + signed(log_uniform(1e-16, 0.4)), lambda: 4 * uniform())),
    "log1p": (log1p, [tiny, -tiny, normal, -normal, largest, 1.0, -0.5, -0.75]
              + [x for edge in (-0.29, 0.41, 1e-300) for x in neighbours(edge)] + [math.nextafter(-1.0, 0.0)]
              + draw(40, lambda: signed(log_uniform(1e-320, 0.99)), lambda: log_uniform(0.1, 1e300),
                     lambda: -1 + log_uniform(2e-16, 0.5), lambda: -0.3 + 0.02 * uniform(), lambda: 0.4 + 0.02 * uniform(),
                     lambda: signed(log_uniform(1e-17, 1e-14)))),
    "exp": (exp, [tiny, -tiny, 1.0, -1.0] + neighbours(709.782712893384)[:2] + neighbours(-708.3964185322641)
            + neighbours(708.0) + neighbours(-708.0) + neighbours(-745.1332191019411) + [-745.2, -746.0]
            + draw(50, lambda: signed(708 * uniform()), lambda: signed(uniform()), lambda: 708 + 1.78 * uniform(),
                   lambda: -708 - 37 * uniform(), lambda: signed(log_uniform(1e-300, 1e-3)))),
    "sin": (lambda u: sinpi(2 * u), None),
    "cos": (lambda u: cospi(2 * u), None),
    "log_gamma": (loggamma, [tiny, normal, 0.5, 3.0, 7.0, 1e17, 1e300, 1e305, 2.55e305]
                  + neighbours(1.0)[::2] + neighbours(2.0)[::2] + neighbours(0.75) + neighbours(2.25) + neighbours(8.0) + neighbours(1e-300)
                  + draw(40, lambda: log_uniform(tiny, 1e305), lambda: 1 + signed(log_uniform(1e-15, 0.25)),
                         lambda: 2 + signed(log_uniform(1e-15, 0.25)), lambda: 0.75 + 1.5 * uniform(), lambda: 8 * uniform(),
                         lambda: log_uniform(8, 1e20), lambda: 4503599627370496.0 + 2 * uniform() * 4503599627370496.0)),
}
turns = ([x for quarter in range(-9, 10) for x in (quarter / 8 - 2**-53, quarter / 8 + 2**-52)] + [tiny, -tiny, normal, 2**-53, 1 - 2**-53]
         + draw(60, uniform, lambda: signed(log_uniform(1e-320, 1)), lambda: signed(2.0**48 * uniform()),
                lambda: random.randrange(-40, 40) / 4 + signed(log_uniform(1e-16, 0.1))))
points["sin"] = (points["sin"][0], turns)
points["cos"] = (points["cos"][0], turns)

with open("reference.csv", "w") as file:
    for name, (function, arguments) in points.items():
        for x in arguments:
            value = function(mpf(x))
            high = float(value)
            print(name, hexadecimal(x), hexadecimal(high), hexadecimal(float(value - mpf(high))), sep=",", file=file)
