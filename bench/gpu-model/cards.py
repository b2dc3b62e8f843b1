"""Cards as their makers describe them, and the few numbers about them that no maker gives."""
from dataclasses import dataclass

# Assumed, not from any data sheet: from the call of a launch to the return of the wait for it, beyond what the kernel takes. Every launch of the program is waited for.
LAUNCH_SECONDS = 10e-6

# Results a multiprocessor has every clock: CUDA C++ Programming Guide, table "Throughput of Native Arithmetic Instructions".
FP64_LANES = {"sm_80": 32, "sm_89": 2, "sm_90": 64}

# Cycles until an FP64 result can be used. sm_90: what ptxas writes into the machine code as the distance of a dependent instruction. sm_80: Accel-Sim's configuration SM80_A100.
# sm_89: that of SM75_RTX2060, the configuration of a card with as many lanes; 32 threads on the half lane of a quarter of a multiprocessor take as long.
FP64_LATENCY = {"sm_80": 6, "sm_89": 64, "sm_90": 8}

# Cycles of other instructions whose end the machine code waits for. Special functions and conversions: Accel-Sim, SM80_A100 and SM90_H100. A load that the first-level cache
# serves: Abdelkhalik et al. 2022, "Demystifying the Nvidia Ampere Architecture through Microbenchmarking and Instruction-level Analysis".
SPECIAL_LATENCY = 23
LOAD_LATENCY = 33

# 128 bytes a clock, of sectors of 32: tuning guides of the three architectures.
SECTORS_A_CLOCK = 4

# CUDA C++ Programming Guide, table "Technical Specifications per Compute Capability".
MOST_WARPS = {"sm_80": 64, "sm_89": 48, "sm_90": 64}
MOST_GROUPS = {"sm_80": 32, "sm_89": 24, "sm_90": 32}


@dataclass(frozen=True)
class Card:
    """One card. The clock is the one at which its stated rates hold: peak FP32 rate over twice its lanes."""
    name: str
    architecture: str
    multiprocessors: int
    clock: float
    bandwidth: float
    source: str

    @property
    def fp64_rate(self):
        """Multiply-adds in floating-point operations a second."""
        return 2 * FP64_LANES[self.architecture] * self.multiprocessors * self.clock


CARDS = [
    Card("H100 SXM", "sm_90", 132, 1.98e9, 3.35e12,
         "NVIDIA H100 Tensor Core GPU Datasheet (67 Tflop/s FP32, 34 FP64, 3.35 TB/s); NVIDIA H100 Tensor Core GPU Architecture whitepaper (132 multiprocessors)"),
    Card("A100 SXM", "sm_80", 108, 1.41e9, 2.039e12,
         "NVIDIA A100 Tensor Core GPU Datasheet (80 GB: 19.5 Tflop/s FP32, 9.7 FP64, 2,039 GB/s); NVIDIA A100 Tensor Core GPU Architecture whitepaper (108 "
         "multiprocessors, 1,410 MHz)"),
    Card("L4", "sm_89", 58, 2.04e9, 300e9,
         "NVIDIA L4 Tensor Core GPU Datasheet (30.3 Tflop/s FP32, 300 GB/s); NVIDIA Ada GPU Architecture whitepaper (AD104; FP64 at 1/64 of FP32)"),
    Card("RTX 4090", "sm_89", 128, 2.52e9, 1.008e12,
         "NVIDIA Ada GPU Architecture whitepaper (128 multiprocessors, 2,520 MHz, 82.6 Tflop/s FP32, FP64 at 1/64 of it, 1,008 GB/s)"),
]
