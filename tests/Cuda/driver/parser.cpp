#include "parser.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <unordered_map>

#include "card.hpp"
#include "fusion.hpp"
#include "joins.hpp"
#include "operations.hpp"
#include "warp.hpp"

namespace {

constexpr int InvalidText = 218, UnsupportedVersion = 222;
const std::string NameMark = "// GpuConcord kernel: ";

/// Special registers of the dimensions that no launch here has.
const std::map<std::string, uint64_t> Flat{{"%tid.y", 0},  {"%tid.z", 0},  {"%ctaid.y", 0},  {"%ctaid.z", 0},
                                           {"%ntid.y", 1}, {"%ntid.z", 1}, {"%nctaid.y", 1}, {"%nctaid.z", 1}};

std::string trim(const std::string& text) {
    const auto is = [](char c) { return !std::isspace(static_cast<unsigned char>(c)) && c != ','; };
    const auto first = std::find_if(text.begin(), text.end(), is);
    const auto last = std::find_if(text.rbegin(), text.rend(), is).base();
    return first < last ? std::string(first, last) : "";
}

bool begins(const std::string& text, const std::string& with) { return text.rfind(with, 0) == 0; }

/// The parts between commas, of which brackets and braces keep theirs.
std::vector<std::string> operands(const std::string& text) {
    std::vector<std::string> parts;
    std::string part;
    int depth = 0;
    for (char c : text) {
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (c == ',' && depth == 0) {
            parts.push_back(trim(part));
            part.clear();
        } else {
            part += c;
        }
    }
    if (!trim(part).empty()) parts.push_back(trim(part));
    return parts;
}

/// A declaration such as ".param .align 8 .b8 name[24]": how much and how aligned.
struct Declaration {
    std::string name;
    uint64_t size = 0, alignment = 0;

    explicit Declaration(const std::string& text) {
        std::istringstream words(text);
        uint64_t element = 0, count = 1;
        for (std::string word; words >> word;) {
            if (word == ".align") words >> alignment;
            else if (begins(word, ".b") || begins(word, ".u") || begins(word, ".s") || begins(word, ".f")) {
                if (word.size() > 2 && std::isdigit(static_cast<unsigned char>(word[2]))) element = std::stoull(word.substr(2)) / 8;
            } else if (word[0] != '.') {
                const auto bracket = word.find('[');
                name = word.substr(0, bracket);
                if (bracket != std::string::npos) count = std::stoull(word.substr(bracket + 1));
            }
        }
        size = element * count;
        alignment = alignment == 0 ? element : alignment;
    }

    /// Puts it after what is there, and says where that is.
    uint64_t place(uint64_t& end) const {
        const uint64_t at = alignment == 0 ? end : (end + alignment - 1) / alignment * alignment;
        end = at + size;
        return at;
    }
};

class Parser {
public:
    std::unique_ptr<Module> read(const std::string& text) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            number++;
            if (begins(line, NameMark)) name = trim(line.substr(NameMark.size()));
            const std::string statement = trim(line.substr(0, line.find("//")));
            try {
                if (!statement.empty()) take(statement);
            } catch (const Refusal& refusal) {
                throw Refusal(refusal.error, "line " + std::to_string(number) + ": " + refusal.what() + ": " + trim(line));
            } catch (const std::logic_error&) {
                // What is missing, or no number where one belongs.
                throw Refusal(InvalidText, "line " + std::to_string(number) + ": not understood: " + trim(line));
            }
        }
        return std::move(module);
    }

private:
    std::unique_ptr<Module> module = std::make_unique<Module>();
    Kernel* kernel = nullptr;
    std::string name;                           // that the text gives for people
    bool inParameters = false;
    int number = 0;                             // of the line
    std::unordered_map<std::string, int> rows, labels;
    std::unordered_map<std::string, uint64_t> offsets;    // of parameters
    std::unordered_map<std::string, uint64_t> symbols;    // addresses of shared and local arrays
    std::vector<std::pair<size_t, std::string>> jumps;

    [[noreturn]] static void refuse(const std::string& what, int error = InvalidText) { throw Refusal(error, what); }

    void take(const std::string& statement) {
        if (begins(statement, ".version")) version(statement);
        else if (begins(statement, ".target")) target(statement);
        else if (begins(statement, ".address_size")) return;
        else if (begins(statement, ".visible .entry")) entry(statement);
        else if (!kernel) refuse("outside an entry");
        else if (inParameters) parameter(statement);
        else if (statement == "{") return;
        else if (statement == "}") finish();
        else if (begins(statement, ".reg") || begins(statement, ".maxntid") || begins(statement, ".minnctapersm")) return;
        else if (begins(statement, ".shared")) symbol(statement, Warp::SharedBase, kernel->sharedBytes);
        else if (begins(statement, ".local")) symbol(statement, Warp::LocalBase, kernel->localBytes);
        else if (statement.back() == ':') labels[statement.substr(0, statement.size() - 1)] = int(kernel->code.size());
        else if (statement.back() == ';') instruction(trim(statement.substr(0, statement.size() - 1)));
        else refuse("not understood");
    }

    /// PTX 8.4 came with CUDA 12.4, PTX 7.8 with 11.8.
    static void version(const std::string& statement) {
        const std::string words = trim(statement.substr(8));
        const int asked = std::stoi(words) * 10 + std::stoi(words.substr(words.find('.') + 1));
        const int driver = Card::get().driver, most = (driver / 1000 - 4) * 10 + driver % 1000 / 10;
        const std::string known = std::to_string(most / 10) + "." + std::to_string(most % 10);
        if (asked > most) refuse("this driver (CUDA " + std::to_string(driver) + ") knows PTX up to " + known, UnsupportedVersion);
    }

    static void target(const std::string& statement) {
        const int asked = std::stoi(statement.substr(statement.find("sm_") + 3));
        if (asked > Card::get().capability) refuse("this card is an sm_" + std::to_string(Card::get().capability));
    }

    void entry(const std::string& statement) {
        module->kernels.push_back(std::make_unique<Kernel>());
        kernel = module->kernels.back().get();
        const auto from = statement.find(".entry") + 6;
        kernel->entry = trim(statement.substr(from, statement.find('(') - from));
        kernel->name = name.empty() ? kernel->entry : name;
        rows.clear();
        labels.clear();
        offsets.clear();
        symbols.clear();
        jumps.clear();
        inParameters = statement.back() != ')';
    }

    void parameter(const std::string& statement) {
        if (statement == ")") {
            inParameters = false;
            return;
        }
        if (!begins(statement, ".param")) refuse("not a parameter");
        const Declaration declared(statement);
        const uint64_t offset = declared.place(kernel->argumentBytes);
        offsets[declared.name] = offset;
        kernel->layout.emplace_back(offset, declared.size);
    }

    void symbol(const std::string& statement, uint64_t base, uint64_t& end) {
        const Declaration declared(trim(statement.substr(0, statement.size() - 1)));
        symbols[declared.name] = base + declared.place(end);
    }

    /// The row of an operand; a new one for a name or number that was not met before.
    int row(const std::string& operand) {
        if (operand.empty()) refuse("an operand is missing");
        if (const auto found = rows.find(operand); found != rows.end()) return found->second;
        const int own = newRow(operand);
        rows[operand] = own;
        if (operand == "%tid.x") kernel->special.thread = own;
        else if (operand == "%ctaid.x") kernel->special.block = own;
        else if (operand == "%ntid.x") kernel->special.blockSize = own;
        else if (operand == "%nctaid.x") kernel->special.blocks = own;
        else if (operand == "%laneid") kernel->special.lane = own;
        else if (operand == "WARP_SZ") kernel->constants.push_back({own, Warp::Lanes});
        else if (const auto fixed = Flat.find(operand); fixed != Flat.end()) kernel->constants.push_back({own, fixed->second});
        else if (operand[0] != '%') kernel->constants.push_back({own, constant(operand)});
        else if (operand.find('.') != std::string::npos) refuse("an unknown special register");
        return own;
    }

    int newRow(const std::string& label) {
        kernel->registers.push_back(label);
        return kernel->rows++;
    }

    uint64_t constant(const std::string& operand) const {
        size_t end = operand.size();
        uint64_t value = 0;
        if (begins(operand, "0d") || begins(operand, "0D")) {
            value = std::stoull(operand.substr(2), &end, 16);
            end += 2;
        }
        else if (operand[0] == '-') value = uint64_t(std::stoll(operand, &end, 0));
        else if (std::isdigit(static_cast<unsigned char>(operand[0]))) value = std::stoull(operand, &end, 0);
        else return symbol(operand);
        if (end != operand.size() && operand.substr(end) != "U") refuse("a number that is not understood");
        return value;
    }

    uint64_t symbol(const std::string& operand) const {
        if (const auto found = symbols.find(operand); found != symbols.end()) return found->second;
        refuse("an operand that is neither register nor number");
    }

    /// "[register + offset]".
    std::string address(const std::string& operand, int64_t& offset) const {
        if (operand.size() < 3 || operand.front() != '[') refuse("not an address");
        const std::string inner = operand.substr(1, operand.size() - 2);
        const auto plus = inner.find('+');
        offset = plus == std::string::npos ? 0 : std::stoll(inner.substr(plus + 1), nullptr, 0);
        return trim(inner.substr(0, plus));
    }

    /// Arguments lie in rows of their own; reading one is a copy from there.
    void loadParameter(const std::string& operation, const std::vector<std::string>& parts) {
        int64_t offset;
        const std::string from = address(parts.at(1), offset);
        if (!offsets.contains(from)) refuse("an unknown parameter");
        const auto digits = operation.find_last_not_of("0123456789") + 1;
        Instruction own{.operation = find("mov.b64"), .line = number};
        own.from[0] = newRow(from);
        own.to = row(parts.at(0));
        const uint64_t at = offsets[from] + offset, size = std::stoull(operation.substr(digits)) / 8;
        if (size > sizeof(uint64_t) || at > kernel->argumentBytes || size > kernel->argumentBytes - at) refuse("outside the parameters");
        kernel->parameters.push_back({own.from[0], at, size});
        kernel->code.push_back(own);
    }

    void instruction(std::string text) {
        Instruction own{.line = number};
        if (text[0] == '@') {
            const auto end = text.find_first_of(" \t");
            own.negated = text[1] == '!';
            own.predicate = row(text.substr(own.negated ? 2 : 1, end - (own.negated ? 2 : 1)));
            text = trim(text.substr(end));
        }
        const auto end = text.find_first_of(" \t");
        const std::string operation = text.substr(0, end);
        std::vector<std::string> parts = end == std::string::npos ? std::vector<std::string>() : operands(text.substr(end));
        if (begins(operation, "ld.param.")) {
            if (own.predicate != Instruction::None) refuse("a predicate on a parameter");
            loadParameter(operation, parts);
            return;
        }
        own.operation = find(operation);
        if (!own.operation) refuse("an unknown instruction");
        if (begins(operation, "bra")) {
            own.uniform = operation == "bra.uni";
            jumps.emplace_back(kernel->code.size(), parts.at(0));
        } else if (begins(operation, "bar.")) {
            if (parts.size() != 1 || parts[0] != "0") refuse("only barrier 0 of all threads is known");
        } else if (begins(operation, "ld.")) {
            const auto to = elements(parts.at(0));
            if (parts.size() != 2 || to.size() != (operation.find(".v2.") == std::string::npos ? 1 : 2)) refuse("the number of operands");
            own.to = row(to.at(0));
            if (to.size() > 1) own.second = row(to[1]);
            own.from[0] = row(address(parts.at(1), own.offset));
        } else if (begins(operation, "st.") || begins(operation, "red.")) {
            fill(own, 0, parts);
        } else if (begins(operation, "atom.")) {
            own.to = row(parts.at(0));
            fill(own, 1, parts);
        } else if (begins(operation, "shfl.")) {
            own.offset = int64_t(constant(parts.at(4)));
            parts.pop_back();
            arithmetic(own, parts);
        } else {
            arithmetic(own, parts);
        }
        kernel->code.push_back(own);
    }

    /// An address and what goes there.
    void fill(Instruction& own, size_t first, const std::vector<std::string>& parts) {
        own.from[0] = row(address(parts.at(first), own.offset));
        int k = 1;
        for (size_t part = first + 1; part < parts.size(); part++)
            for (const std::string& element : elements(parts[part])) own.from.at(k++) = row(element);
        if (k != own.operation->sources) refuse("the number of operands");
    }

    void arithmetic(Instruction& own, const std::vector<std::string>& parts) {
        const bool plain = own.operation->kind == Kind::Branch || own.operation->kind == Kind::Barrier;
        if (int(parts.size()) != own.operation->sources + (plain ? 0 : 1)) refuse("the number of operands");
        if (parts.empty()) return;
        own.to = row(parts[0]);
        for (size_t k = 1; k < parts.size(); k++) own.from.at(k - 1) = row(parts[k]);
    }

    /// "{a, b}" or "a".
    static std::vector<std::string> elements(const std::string& operand) {
        return operand.front() == '{' ? operands(operand.substr(1, operand.size() - 2)) : std::vector{operand};
    }

    void finish() {
        for (const auto& [at, label] : jumps) {
            const auto found = labels.find(label);
            if (found == labels.end()) refuse("a branch to a label that is not there, " + label);
            kernel->code[at].target = found->second;
        }
        kernel->code.push_back({.operation = find("ret"), .line = number});
        findJoins(kernel->code);
        if (Card::get().fused) kernel->fused = fuse(kernel->code);
        kernel = nullptr;
    }
};

}  // namespace

std::unique_ptr<Module> parse(const std::string& text) { return Parser().read(text); }
