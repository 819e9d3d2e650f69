using System.Security.Claims;
using RuanKao.Portal.Foundation;
using RuanKao.Portal.Web;

namespace RuanKao.Portal.Office;

/// <summary>The exam office and the institution's administrator both move windows, suspend and void.</summary>
public static class WindowDoors
{
    public static IReadOnlyList<Appointment> PostsOf(ClaimsPrincipal person) =>
        [.. person.Appointments(Role.Office), .. person.Appointments(Role.InstitutionAdministrator)];

    extension(ClaimsPrincipal person)
    {
        public IReadOnlyList<Appointment> WindowPosts() => PostsOf(person);

        /// <summary>The operation in the post that covers the institution.</summary>
        public Operation DoesWindows(string institution, TimeProvider clock, string? why) =>
            person.Does(PostsOf(person).First(a => a.Covers(institution)).Role, clock, why);
    }
}
