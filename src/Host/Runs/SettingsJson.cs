using System.Text.Json;
using GpuConcord.Host.Json;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;

namespace GpuConcord.Host.Runs;

/// <summary>A model's settings in JSON: an object under its key, log_t, where it has any.</summary>
internal static class SettingsJson
{
    /// <summary>Writes the member, into an object that is open; nothing for a model without settings.</summary>
    public static void Write(Utf8JsonWriter writer, IModel model)
    {
        if (model.Kind.Settings.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(Member(model.Kind));
        foreach (Setting setting in model.Kind.Settings)
        {
            Write(writer, model, setting);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes one setting.</summary>
    public static void Write(Utf8JsonWriter writer, IModel model, Setting setting)
    {
        if (setting.Kind is SettingKind.Flag)
        {
            writer.WriteBoolean(setting.Name, model.Settings.Has(setting.Name));
        }
        else
        {
            writer.Number(setting.Name, model.Settings[setting.Name] ?? double.NaN);
        }
    }

    /// <summary>The model that an object names by its key, with the settings that stand there.</summary>
    /// <param name="json">The object.</param>
    /// <param name="key">Name of the member that holds the key.</param>
    /// <param name="models">The models there are.</param>
    /// <exception cref="FormatException">No such model.</exception>
    public static IModel Read(JsonElement json, string key, ModelCatalogue models)
    {
        ModelKind kind = models.Of(
            json.TryGetProperty(key, out JsonElement named) ? named.GetString()! : throw new FormatException($"no {key}: it was written by an earlier version"));
        SettingValues values = SettingValues.None;
        if (kind.Settings.Count > 0 && json.TryGetProperty(Member(kind), out JsonElement settings))
        {
            foreach (Setting setting in kind.Settings)
            {
                values = setting.Kind is SettingKind.Flag
                    ? values.With(setting.Name, settings.GetProperty(setting.Name).GetBoolean())
                    : values.With(setting.Name, settings.GetProperty(setting.Name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null);
            }
        }

        return kind.Make(values);
    }

    private static string Member(ModelKind kind) => kind.Key.Replace('-', '_');
}
