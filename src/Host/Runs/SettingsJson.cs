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

    /// <summary>Writes the settings that have a value as members of an object that is open, without one of their own.</summary>
    public static void WriteFlat(Utf8JsonWriter writer, IModel model)
    {
        foreach (Setting setting in model.Kind.Settings.Where(setting => setting.Kind is SettingKind.Flag || model.Settings[setting.Name] is not null))
        {
            Write(writer, model, setting);
        }
    }

    private static void Write(Utf8JsonWriter writer, IModel model, Setting setting)
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
        ModelKind kind = Named(json, key, models);
        return kind.Settings.Count > 0 && json.TryGetProperty(Member(kind), out JsonElement settings)
            ? Made(kind, settings)
            : kind.Make(SettingValues.None);
    }

    /// <summary>The same where the settings are members of the object itself.</summary>
    /// <param name="json">The object.</param>
    /// <param name="key">Name of the member that holds the key.</param>
    /// <param name="models">The models there are.</param>
    /// <exception cref="FormatException">No such model.</exception>
    public static IModel ReadFlat(JsonElement json, string key, ModelCatalogue models) => Made(Named(json, key, models), json);

    private static ModelKind Named(JsonElement json, string key, ModelCatalogue models) => models.Of(
        json.TryGetProperty(key, out JsonElement named) ? named.GetString()! : throw new FormatException($"no {key}: it was written by an earlier version"));

    /// <summary>The model with the settings that an object has: a number that is null or left out has no value.</summary>
    private static IModel Made(ModelKind kind, JsonElement settings)
    {
        SettingValues values = SettingValues.None;
        foreach (Setting setting in kind.Settings)
        {
            values = setting.Kind is SettingKind.Flag
                ? values.With(setting.Name, settings.GetProperty(setting.Name).GetBoolean())
                : values.With(setting.Name, settings.TryGetProperty(setting.Name, out JsonElement value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null);
        }

        return kind.Make(values);
    }

    private static string Member(ModelKind kind) => kind.Key.Replace('-', '_');
}
