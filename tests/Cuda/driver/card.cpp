#include "card.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

namespace {

std::string text(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value && *value ? value : otherwise;
}

uint64_t number(const char* name, uint64_t otherwise) {
    const std::string value = text(name, "");
    return value.empty() ? otherwise : std::stoull(value, nullptr, 0);
}

}  // namespace

const Card& Card::get() {
    static const Card card{
        .name = text("STAND_IN_NAME", "stand-in for a card"),
        .count = int(number("STAND_IN_COUNT", 1)),
        .start = int(number("STAND_IN_START", 0)),
        .driver = int(number("STAND_IN_DRIVER", 11080)),
        .capability = int(number("STAND_IN_CAPABILITY", 90)),
        .memory = number("STAND_IN_MEMORY", uint64_t(8) << 30),
        .fullAfter = number("STAND_IN_FULL_AFTER", UINT64_MAX),
        .multiprocessors = int(number("STAND_IN_MULTIPROCESSORS", 4)),
        .group = int(number("STAND_IN_GROUP", 1024)),
        .shared = int(number("STAND_IN_SHARED", 49152)),
        .fused = number("STAND_IN_FUSED", 0) != 0,
        .unified = number("STAND_IN_UNIFIED", 0) != 0,
        .threads = int(number("STAND_IN_THREADS", std::max(1u, std::thread::hardware_concurrency()))),
        .statistics = text("STAND_IN_STATISTICS", ""),
        .log = text("STAND_IN_LOG", ""),
    };
    return card;
}

void log(const std::string& line) {
    if (!Card::get().log.empty()) {
        static std::mutex gate;
        std::lock_guard lock(gate);
        std::ofstream(Card::get().log, std::ios::app) << line << '\n';
    }
}
