#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "warp.hpp"

// How a lane's 64 bits are read as an operand and written as a result. Integers are kept modulo 2 to the power of their width, predicates as 0 and 1.

template <class T>
T read(uint64_t bits) {
    if constexpr (std::is_same_v<T, double>) return std::bit_cast<double>(bits);
    else if constexpr (std::is_same_v<T, bool>) return bits != 0;
    else return static_cast<T>(bits);
}

template <class T>
uint64_t write(T value) {
    if constexpr (std::is_same_v<T, double>) return std::bit_cast<uint64_t>(value);
    else return static_cast<std::make_unsigned_t<std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>>(value);
}

/// Fewer active lanes than this are computed one by one.
constexpr int Few = 6;

/// Executes a function of one lane in all active lanes.
template <auto Function, class Result, class Lambda, class... Arguments>
void eachLane(Warp& warp, const Instruction& instruction, Result (Lambda::*)(Arguments...) const) {
    constexpr int Count = sizeof...(Arguments);
    const uint64_t* from[3] = {};
    for (int k = 0; k < Count; k++) {
        warp.require(instruction, instruction.from[k]);
        from[k] = warp.row(instruction.from[k]);
    }
    uint64_t* to = warp.row(instruction.to);
    const auto value = [&]<size_t... K>(int lane, std::index_sequence<K...>) { return write<Result>(Function(read<Arguments>(from[K][lane])...)); };
    const uint32_t active = warp.active;
    if (std::popcount(active) >= Few) {
        // All lanes by vectors, then those that count: by way of a copy, as the result may stand where an operand stood.
        uint64_t results[Warp::Lanes];
        for (int lane = 0; lane < Warp::Lanes; lane++) results[lane] = value(lane, std::make_index_sequence<Count>());
        if (active == Warp::Full) std::memcpy(to, results, sizeof results);
        else
            for (int lane = 0; lane < Warp::Lanes; lane++) to[lane] = active >> lane & 1 ? results[lane] : to[lane];
    } else {
        for (uint32_t rest = active; rest != 0; rest &= rest - 1) {
            const int lane = std::countr_zero(rest);
            to[lane] = value(lane, std::make_index_sequence<Count>());
        }
    }
    warp.know(instruction.to, warp.active);
}

template <auto Function>
void execute(Warp& warp, const Instruction& instruction) {
    eachLane<Function>(warp, instruction, &decltype(Function)::operator());
}

template <class Result, class Lambda, class... Arguments>
constexpr int arity(Result (Lambda::*)(Arguments...) const) {
    return sizeof...(Arguments);
}

/// An operation that computes a lane's result from that lane's operands.
template <auto Function>
constexpr Operation compute(Kind kind) {
    return {execute<Function>, kind, arity(&decltype(Function)::operator())};
}
