using System.Reflection;
using OomTools.Analysis;

namespace OomTools.Tests.Analysis;

/// <summary>Whatever values a garbled log gives: no exception, no empty sentence, and an account that adds up.</summary>
public class DiagnosisFuzzTests
{
    private static readonly long[] s_numbers =
        [0, 1, -1, 4095, 4096, 1 << 20, 1L << 40, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, long.MaxValue / 4096];

    private static readonly string?[] s_texts =
        [null, "", " ", "DMA", "DMA32", "Normal", "anon", "rss", "total_rss", "cache", "kernel", "slab_reclaimable", "GFP_ATOMIC", "GFP_KERNEL", "GFP_DMA",
            "6.12.1", "3.10.0-1160.el7", "999999999999.1", "\u001b[31m\n\u202e", "? unix_create1+0x1/0x2", "sk_alloc", "vmalloc", "memory+swap", new('x', 5000), "UMEHCI"];

    [Fact]
    public void Any_values_are_explained()
    {
        var random = new Random(20261123);
        for (int i = 0; i < 4_000; i++)
        {
            var report = (OomReport)Make(typeof(OomReport), random, 0)!;
            Diagnosis.Explain(report);

            Assert.EndsWith(".", report.Summary, StringComparison.Ordinal);
            Assert.True(report.Summary.Length < 2000);
            Assert.DoesNotContain(report.Summary, char.IsControl);
            Assert.All(report.Evidence, e => Assert.DoesNotContain(e.Statement, char.IsControl));
            Assert.NotEmpty(report.Advice);
            long? sum = unchecked(report.UserMemory + report.KernelMemory + report.FreeMemory + report.UnaccountedMemory);
            Assert.True(sum is null || sum == report.TotalMemory);
        }
    }

    [Fact]
    public void Any_request_is_replayed()
    {
        var random = new Random(20261124);
        for (int i = 0; i < 1_500; i++)
        {
            PageAllocationTest[] tests = AllocationReplay.Of((OomReport)Make(typeof(OomReport), random, 0)!);
            Assert.NotEmpty(tests);
            Assert.All(tests, test => Assert.DoesNotContain(test.Reason, char.IsControl));
            Assert.All(tests, test => Assert.True(test.Reason.Length is > 0 and < 120));
            Assert.True(Array.TrueForAll(tests, test => test.Agrees == true) || Array.Exists(tests, test => test.Missing.Length > 0));
        }
    }

    [Fact]
    public void Any_processes_have_an_order()
    {
        var random = new Random(20261125);
        for (int i = 0; i < 500; i++)
        {
            var processes = (ProcessMemory[])MakeArray(typeof(ProcessMemory), random, 0);
            var domain = new OomDomain
            {
                TotalPages = (long?)Make(typeof(long?), random, 0),
                PageSize = 4096,
                Release = KernelRelease.Parse(s_texts[random.Next(s_texts.Length)]),
                CgroupPath = random.Next(2) == 0 ? null : s_texts[random.Next(s_texts.Length)],
            };
            OomCandidate[] order = CandidateOrder.Of(processes, domain);
            int ranked = order.Count(candidate => candidate.Rank is not null);
            Assert.Equal(Enumerable.Range(1, ranked), order.Take(ranked).Select(candidate => candidate.Rank!.Value));
            Assert.All(order, candidate => Assert.Equal(candidate.IsExempt, candidate.Rank is null));
        }
    }

    private static object? Make(Type type, Random random, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return random.Next(4) == 0 ? null : Make(value, random, depth);
        if (type == typeof(string))
            return s_texts[random.Next(s_texts.Length)];
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        if (type.IsArray)
            return MakeArray(type.GetElementType()!, random, depth);
        if (type.IsClass)
            return MakeObject(type, random, depth);

        long number = s_numbers[random.Next(s_numbers.Length)];
        return type == typeof(long) ? number
            : type == typeof(int) ? (random.Next(2) == 0 ? random.Next(-3, 14) : unchecked((int)number))
            : type == typeof(ulong) ? unchecked((ulong)number)
            : type == typeof(bool) ? random.Next(2) == 0
            : type == typeof(double) ? (double)number
            : type == typeof(Duration) ? new Duration(number)
            : type == typeof(DateTime) ? DateTime.UnixEpoch
            : throw new NotSupportedException(type.Name);
    }

    private static Array MakeArray(Type element, Random random, int depth)
    {
        var array = Array.CreateInstance(element, random.Next(3) == 0 ? 0 : random.Next(random.Next(50) == 0 ? 150 : 12));
        for (int i = 0; i < array.Length; i++)
            array.SetValue(Make(element, random, depth + 1) ?? "", i);
        return array;
    }

    private static object? MakeObject(Type type, Random random, int depth)
    {
        if (depth > 0 && type == typeof(OomMemInfo) && random.Next(6) == 0)
            return null;

        object made = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanWrite && property.Name is not (nameof(OomReport.Evidence) or nameof(OomReport.Advice)))
                property.SetValue(made, Make(property.PropertyType, random, depth + 1));
        }

        return made;
    }
}
