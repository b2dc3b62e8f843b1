#pragma once
#include <memory>
#include <string>

#include "kernel.hpp"

/// Reads the text of a module; throws a Refusal that names the line when it holds anything this library does not know.
std::unique_ptr<Module> parse(const std::string& text);
