using System.ComponentModel;
using System.Diagnostics;

namespace Upgrades.Tests.Terraform;

/// <summary>An edit must not make work for people who format: <c>terraform fmt</c> says the same before and after.</summary>
public sealed class FormatTests
{
    [Fact]
    [Trait("Length", "long")]
    public void terraform_fmt_says_the_same_before_and_after_each_golden_edit()
    {
        foreach (var name in GoldenCase.Names.Where(n => GoldenCase.Read(n).Refusal is null))
        {
            foreach (var (before, after) in GoldenCase.Files(name, "original").Zip(GoldenCase.Files(name, "expected")).Where(p => Path.GetExtension(p.First.Path) is ".tf" or ".tfvars"))
            {
                IsFormatted(before.Text).ShouldBe(IsFormatted(after.Text), $"{name}: {before.Path}");
            }
        }
    }

    private static bool IsFormatted(string text)
    {
        try
        {
            using var terraform = Process.Start(new ProcessStartInfo("terraform", ["fmt", "-check", "-"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            terraform.OutputDataReceived += (_, _) => { };
            terraform.ErrorDataReceived += (_, _) => { };
            terraform.BeginOutputReadLine();
            terraform.BeginErrorReadLine();
            terraform.StandardInput.Write(text);
            terraform.StandardInput.Close();
            terraform.WaitForExit();
            return terraform.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            Assert.Skip("terraform is not installed: its licence and its size keep it out of this suite, and no package of Debian has it");
            throw;
        }
    }
}
