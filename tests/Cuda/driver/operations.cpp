#include "operations.hpp"

#include <cmath>
#include <limits>
#include <unordered_map>

#include "access.hpp"
#include "arithmetic.hpp"

namespace {

using s32 = int32_t;
using u32 = uint32_t;
using s64 = int64_t;
using u64 = uint64_t;
using enum Kind;

constexpr bool unordered(double a, double b) { return std::isnan(a) || std::isnan(b); }

/// The smaller as PTX has it: of a number and a NaN the number, and −0 below 0.
double smaller(double a, double b) {
    if (std::isnan(a)) return b;
    if (std::isnan(b)) return a;
    return a < b || (a == b && std::signbit(a)) ? a : b;
}

/// Towards zero; what does not fit becomes the nearest that does, and NaN what PTX says: the number whose highest bit alone is set.
template <class T>
T truncated(double value) {
    constexpr double Below = double(std::numeric_limits<T>::min()), Above = 2.0 * double(T(1) << (std::numeric_limits<T>::digits - 1));
    if (std::isnan(value)) return T(T(1) << (sizeof(T) * 8 - 1));
    if (value >= Above) return std::numeric_limits<T>::max();
    return value < Below ? std::numeric_limits<T>::min() : T(value);
}

/// Division as a card has it, which never traps.
template <class T>
T quotient(T a, T b) {
    if (b == 0) return T(-1);
    if constexpr (std::is_signed_v<T>) {
        if (b == -1) return T(0 - std::make_unsigned_t<T>(a));
    }
    return a / b;
}

template <class T>
T remainder(T a, T b) {
    return b == 0 ? a : T(std::make_unsigned_t<T>(a) - std::make_unsigned_t<T>(quotient(a, b)) * std::make_unsigned_t<T>(b));
}

/// Shifts by more than the width shift everything out.
template <class T>
T left(T value, u32 count) {
    return count < sizeof(T) * 8 ? value << count : 0;
}

template <class T>
T right(T value, u32 count) {
    constexpr u32 Most = sizeof(T) * 8 - 1;
    return std::is_signed_v<T> ? value >> std::min(count, Most) : count <= Most ? value >> count : 0;
}

using Operations = std::unordered_map<std::string, Operation>;

void addDoubles(Operations& own) {
    own["add.f64"] = own["add.rn.f64"] = compute<[](double a, double b) { return a + b; }>(Fp64);
    own["sub.f64"] = own["sub.rn.f64"] = compute<[](double a, double b) { return a - b; }>(Fp64);
    own["mul.f64"] = own["mul.rn.f64"] = compute<[](double a, double b) { return a * b; }>(Fp64);
    own["fma.rn.f64"] = compute<[](double a, double b, double c) { return std::fma(a, b, c); }>(Fp64);
    own["neg.f64"] = compute<[](double a) { return -a; }>(Fp64);
    own["abs.f64"] = compute<[](double a) { return std::fabs(a); }>(Fp64);
    own["min.f64"] = compute<[](double a, double b) { return smaller(a, b); }>(Fp64);
    own["max.f64"] = compute<[](double a, double b) { return -smaller(-a, -b); }>(Fp64);
    own["div.rn.f64"] = compute<[](double a, double b) { return a / b; }>(Fp64Divide);
    own["rcp.rn.f64"] = compute<[](double a) { return 1.0 / a; }>(Fp64Divide);
    own["sqrt.rn.f64"] = compute<[](double a) { return std::sqrt(a); }>(Fp64Root);
}

void addComparisonsOfDoubles(Operations& own) {
    own["setp.lt.f64"] = compute<[](double a, double b) { return a < b; }>(Fp64Compare);
    own["setp.le.f64"] = compute<[](double a, double b) { return a <= b; }>(Fp64Compare);
    own["setp.gt.f64"] = compute<[](double a, double b) { return (a > b); }>(Fp64Compare);
    own["setp.ge.f64"] = compute<[](double a, double b) { return a >= b; }>(Fp64Compare);
    own["setp.eq.f64"] = compute<[](double a, double b) { return a == b; }>(Fp64Compare);
    own["setp.ne.f64"] = compute<[](double a, double b) { return a != b && !unordered(a, b); }>(Fp64Compare);
    own["setp.ltu.f64"] = compute<[](double a, double b) { return a < b || unordered(a, b); }>(Fp64Compare);
    own["setp.leu.f64"] = compute<[](double a, double b) { return a <= b || unordered(a, b); }>(Fp64Compare);
    own["setp.gtu.f64"] = compute<[](double a, double b) { return (a > b) || unordered(a, b); }>(Fp64Compare);
    own["setp.geu.f64"] = compute<[](double a, double b) { return a >= b || unordered(a, b); }>(Fp64Compare);
    own["setp.equ.f64"] = compute<[](double a, double b) { return a == b || unordered(a, b); }>(Fp64Compare);
    own["setp.neu.f64"] = compute<[](double a, double b) { return a != b || unordered(a, b); }>(Fp64Compare);
}

/// What signed and unsigned integers of a width share, and comparisons under their several names.
template <class Signed, class Unsigned>
void addIntegers(Operations& own, const std::string& width) {
    for (const std::string& type : {"s" + width, "u" + width}) {
        own["add." + type] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a + b); }>(Integer);
        own["sub." + type] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a - b); }>(Integer);
        own["mul.lo." + type] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a * b); }>(Integer);
        own["mad.lo." + type] = compute<[](Unsigned a, Unsigned b, Unsigned c) { return Unsigned(a * b + c); }>(Integer);
    }
    own["div.s" + width] = compute<[](Signed a, Signed b) { return quotient(a, b); }>(Integer);
    own["div.u" + width] = compute<[](Unsigned a, Unsigned b) { return quotient(a, b); }>(Integer);
    own["rem.s" + width] = compute<[](Signed a, Signed b) { return remainder(a, b); }>(Integer);
    own["rem.u" + width] = compute<[](Unsigned a, Unsigned b) { return remainder(a, b); }>(Integer);
    own["min.s" + width] = compute<[](Signed a, Signed b) { return std::min(a, b); }>(Integer);
    own["max.s" + width] = compute<[](Signed a, Signed b) { return std::max(a, b); }>(Integer);
    own["neg.s" + width] = compute<[](Unsigned a) { return Unsigned(0 - a); }>(Integer);
    own["and.b" + width] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a & b); }>(Integer);
    own["or.b" + width] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a | b); }>(Integer);
    own["xor.b" + width] = compute<[](Unsigned a, Unsigned b) { return Unsigned(a ^ b); }>(Integer);
    own["not.b" + width] = compute<[](Unsigned a) { return Unsigned(~a); }>(Integer);
    own["shl.b" + width] = compute<[](Unsigned a, u32 count) { return left(a, count); }>(Integer);
    own["shr.u" + width] = own["shr.b" + width] = compute<[](Unsigned a, u32 count) { return right(a, count); }>(Integer);
    own["shr.s" + width] = compute<[](Signed a, u32 count) { return right(a, count); }>(Integer);
    for (const std::string& type : {"s" + width, "u" + width, "b" + width}) {
        own["setp.eq." + type] = compute<[](Unsigned a, Unsigned b) { return a == b; }>(Integer);
        own["setp.ne." + type] = compute<[](Unsigned a, Unsigned b) { return a != b; }>(Integer);
    }
    own["setp.lt.s" + width] = compute<[](Signed a, Signed b) { return a < b; }>(Integer);
    own["setp.le.s" + width] = compute<[](Signed a, Signed b) { return a <= b; }>(Integer);
    own["setp.gt.s" + width] = compute<[](Signed a, Signed b) { return (a > b); }>(Integer);
    own["setp.ge.s" + width] = compute<[](Signed a, Signed b) { return a >= b; }>(Integer);
    own["setp.lt.u" + width] = own["setp.lo.u" + width] = compute<[](Unsigned a, Unsigned b) { return a < b; }>(Integer);
    own["setp.le.u" + width] = own["setp.ls.u" + width] = compute<[](Unsigned a, Unsigned b) { return a <= b; }>(Integer);
    own["setp.gt.u" + width] = own["setp.hi.u" + width] = compute<[](Unsigned a, Unsigned b) { return (a > b); }>(Integer);
    own["setp.ge.u" + width] = own["setp.hs.u" + width] = compute<[](Unsigned a, Unsigned b) { return a >= b; }>(Integer);
}

void addConversions(Operations& own) {
    own["cvt.s64.s32"] = compute<[](s32 a) { return s64(a); }>(Convert);
    own["cvt.u64.u32"] = compute<[](u32 a) { return u64(a); }>(Convert);
    own["cvt.u32.u64"] = own["cvt.s32.s64"] = compute<[](u64 a) { return u32(a); }>(Convert);
    own["cvt.rn.f64.s32"] = compute<[](s32 a) { return double(a); }>(Convert);
    own["cvt.rn.f64.u32"] = compute<[](u32 a) { return double(a); }>(Convert);
    own["cvt.rn.f64.s64"] = compute<[](s64 a) { return double(a); }>(Convert);
    own["cvt.rn.f64.u64"] = compute<[](u64 a) { return double(a); }>(Convert);
    own["cvt.rzi.s32.f64"] = compute<[](double a) { return truncated<s32>(a); }>(Convert);
    own["cvt.rzi.s64.f64"] = compute<[](double a) { return truncated<s64>(a); }>(Convert);
    own["cvt.rzi.u32.f64"] = compute<[](double a) { return truncated<u32>(a); }>(Convert);
    own["cvt.rzi.u64.f64"] = compute<[](double a) { return truncated<u64>(a); }>(Convert);
    own["mul.wide.u32"] = compute<[](u32 a, u32 b) { return u64(a) * b; }>(Integer);
    own["mul.wide.s32"] = compute<[](s32 a, s32 b) { return s64(a) * b; }>(Integer);
}

void addPredicates(Operations& own) {
    own["and.pred"] = compute<[](bool a, bool b) { return a && b; }>(Integer);
    own["or.pred"] = compute<[](bool a, bool b) { return a || b; }>(Integer);
    own["xor.pred"] = compute<[](bool a, bool b) { return a != b; }>(Integer);
    own["not.pred"] = compute<[](bool a) { return !a; }>(Integer);
}

/// Copies, which may copy what was never written: only its use is a fault.
void copy(Warp& warp, const Instruction& instruction) {
    uint64_t* to = warp.row(instruction.to);
    const uint64_t* from = warp.row(instruction.from[0]);
    for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) to[std::countr_zero(rest)] = from[std::countr_zero(rest)];
    warp.know(instruction.to, warp.active, warp.known(instruction.from[0]));
}

/// One of two, of which the other need not have been written.
void select(Warp& warp, const Instruction& instruction) {
    const auto [yes, no, mask] = instruction.from;
    warp.require(instruction, mask);
    uint64_t* to = warp.row(instruction.to);
    const uint64_t *ifSo = warp.row(yes), *otherwise = warp.row(no), *holds = warp.row(mask);
    uint32_t known = 0;
    for (uint32_t rest = warp.active; rest != 0; rest &= rest - 1) {
        const int lane = std::countr_zero(rest);
        const bool so = holds[lane] != 0;
        known |= warp.known(so ? yes : no) & (uint32_t(1) << lane);
        to[lane] = so ? ifSo[lane] : otherwise[lane];
    }
    warp.know(instruction.to, warp.active, known);
}

void addMoves(Operations& own) {
    for (const char* type : {"f64", "b64", "u64", "b32", "u32", "s32", "pred"}) own[std::string("mov.") + type] = {copy, Move, 1};
    for (const char* name : {"cvta.to.global.u64", "cvta.to.shared.u64", "cvta.shared.u64", "cvta.to.local.u64", "cvta.local.u64"}) own[name] = {copy, Move, 1};
    for (const char* type : {"f64", "b64", "b32", "s32"}) own[std::string("selp.") + type] = {select, Move, 3};
}

void addControl(Operations& own) {
    own["bra"] = own["bra.uni"] = {[](Warp& warp, const Instruction& instruction) { warp.branch(instruction); }, Branch, 0};
    own["ret"] = own["ret.uni"] = own["exit"] = {[](Warp& warp, const Instruction& instruction) { warp.end(instruction); }, Branch, 0};
    own["bar.sync"] = {[](Warp& warp, const Instruction& instruction) { warp.wait(instruction); }, Barrier, 0};
    // Memory is one and the same for all threads here, so there is nothing to wait for.
    own["membar.gl"] = own["membar.cta"] = {[](Warp&, const Instruction&) {}, Barrier, 0};
}

}  // namespace

const Operation FusedAdd = compute<[](double a, double b, double c) { return std::fma(a, b, c); }>(Fp64);
const Operation FusedSubtract = compute<[](double a, double b, double c) { return std::fma(a, b, -c); }>(Fp64);
const Operation FusedSubtractFrom = compute<[](double a, double b, double c) { return std::fma(-a, b, c); }>(Fp64);

const Operation* find(const std::string& name) {
    static const Operations known = [] {
        Operations own;
        addDoubles(own);
        addComparisonsOfDoubles(own);
        addIntegers<s32, u32>(own, "32");
        addIntegers<s64, u64>(own, "64");
        addConversions(own);
        addPredicates(own);
        addMoves(own);
        addControl(own);
        addAccess(own);
        return own;
    }();
    const auto found = known.find(name);
    return found == known.end() ? nullptr : &found->second;
}
