using Mono.Cecil;

namespace RuanKao.Portal.Tests.House;

/// <summary>Every class and Razor view of the compiled portal with its room and the types it uses.</summary>
public static class CompiledHouse
{
    public const string RootNamespace = "RuanKao.Portal";

    public sealed record Part(string Name, string Room, IReadOnlySet<TypeReference> Uses);

    public static IReadOnlyList<Part> Read(string assemblyFile)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyFile);
        var views = assembly.CustomAttributes.Where(a => a.AttributeType.Name == "RazorCompiledItemAttribute")
            .ToDictionary(a => ((TypeReference)a.ConstructorArguments[0].Value).FullName, a => (string)a.ConstructorArguments[2].Value);
        return assembly.MainModule.Types
            .Where(t => t.Namespace.StartsWith(RootNamespace, StringComparison.Ordinal) || views.ContainsKey(t.FullName))
            .Select(t => views.TryGetValue(t.FullName, out var view)
                ? new Part(view, RoomOfView(view), Uses(t))
                : new Part(t.FullName, RoomOf(t.Namespace), Uses(t)))
            .ToList();
    }

    /// <summary>The room of a namespace: one segment after the root, two for the payment channels, "root" for the root itself.</summary>
    public static string RoomOf(string space)
    {
        var parts = space[RootNamespace.Length..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? "root" : parts[0] == "Payments" && parts.Length > 1 ? $"{parts[0]}.{parts[1]}" : parts[0];
    }

    private static string RoomOfView(string path) => path.Split('/') is [_, var room, _, ..] ? room : "root";

    public static string SpaceOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type.Namespace;
    }

    private static HashSet<TypeReference> Uses(TypeDefinition type)
    {
        var uses = new Dictionary<string, TypeReference>();
        Visit(type);
        return uses.Values.ToHashSet();

        void Visit(TypeDefinition part)
        {
            Add(part.BaseType);
            foreach (var i in part.Interfaces) Add(i.InterfaceType);
            foreach (var a in part.CustomAttributes) AddAttribute(a);
            foreach (var f in part.Fields) Add(f.FieldType);
            foreach (var p in part.Properties) { Add(p.PropertyType); foreach (var a in p.CustomAttributes) AddAttribute(a); }
            foreach (var m in part.Methods) Method(m);
            foreach (var nested in part.NestedTypes) Visit(nested);
        }

        void Method(MethodDefinition method)
        {
            Add(method.ReturnType);
            foreach (var p in method.Parameters) { Add(p.ParameterType); foreach (var a in p.CustomAttributes) AddAttribute(a); }
            foreach (var g in method.GenericParameters) foreach (var c in g.Constraints) Add(c.ConstraintType);
            foreach (var a in method.CustomAttributes) AddAttribute(a);
            if (!method.HasBody) return;
            foreach (var v in method.Body.Variables) Add(v.VariableType);
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is TypeReference t) Add(t);
                else if (instruction.Operand is MemberReference member)
                {
                    Add(member.DeclaringType);
                    if (member is FieldReference f) Add(f.FieldType);
                    if (member is MethodReference call)
                    {
                        Add(call.ReturnType);
                        if (call is GenericInstanceMethod generic) foreach (var a in generic.GenericArguments) Add(a);
                    }
                }
            }
        }

        void AddAttribute(CustomAttribute attribute)
        {
            Add(attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments) if (argument.Value is TypeReference t) Add(t);
        }

        void Add(TypeReference? used)
        {
            while (used is TypeSpecification spec)
            {
                if (used is GenericInstanceType generic) foreach (var a in generic.GenericArguments) Add(a);
                used = spec.ElementType;
            }
            if (used is null or GenericParameter) return;
            uses.TryAdd(used.FullName, used);
        }
    }
}
