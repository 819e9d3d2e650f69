# The portal alone, for SQL Server in production. Needs a Docker engine and access to the package registries.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/RuanKao.Portal -c Release -r linux-x64 --no-self-contained -o /portal

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends fonts-hanazono && rm -rf /var/lib/apt/lists/*
WORKDIR /portal
COPY --from=build /portal .
USER $APP_UID
EXPOSE 8080
ENTRYPOINT ["dotnet", "RuanKao.Portal.dll"]
