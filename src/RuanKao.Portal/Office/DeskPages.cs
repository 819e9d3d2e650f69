namespace RuanKao.Portal.Office;

/// <summary>One piece of work that a post opens: how much waits, since when, and the route behind it; empty where there is no page to open.</summary>
public sealed record DeskCard(string Title, string RouteName, IReadOnlyDictionary<string, string> RouteValues, int Waiting, string WaitingWords, string? Detail);

/// <summary>A post of this person, with what it opens; no cards where nothing is built for it.</summary>
public sealed record DeskPost(string Role, string Scope, IReadOnlyList<DeskCard> Cards);

public sealed record DeskPage(string Name, string Today, IReadOnlyList<DeskPost> Posts);
