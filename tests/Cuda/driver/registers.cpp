#include "registers.hpp"

#include <mutex>

namespace {

/// Register files that no warp has at present.
struct Spare {
    std::mutex gate;
    std::vector<std::unique_ptr<std::vector<uint64_t>>> files;
};

Spare& spare() {
    static Spare own;
    return own;
}

}  // namespace

RegisterFile::RegisterFile(size_t rows) {
    {
        std::lock_guard lock(spare().gate);
        if (!spare().files.empty()) {
            bytes = std::move(spare().files.back());
            spare().files.pop_back();
        }
    }
    if (!bytes) bytes = std::make_unique<std::vector<uint64_t>>();
    if (bytes->size() < rows * RegisterFile::Lanes) bytes->resize(rows * RegisterFile::Lanes);
}

RegisterFile::~RegisterFile() {
    if (bytes) {
        std::lock_guard lock(spare().gate);
        spare().files.push_back(std::move(bytes));
    }
}
