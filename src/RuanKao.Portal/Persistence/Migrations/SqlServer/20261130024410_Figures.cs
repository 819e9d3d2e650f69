using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Figures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "FigureMoves",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstitutionCode = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    FromPrefecture = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    FromQualification = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    FromState = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    FromChange = table.Column<bool>(type: "bit", nullable: false),
                    FromSince = table.Column<DateOnly>(type: "date", nullable: true),
                    ToPrefecture = table.Column<string>(type: "nvarchar(6)", maxLength: 6, nullable: true),
                    ToQualification = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    ToState = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    ToChange = table.Column<bool>(type: "bit", nullable: false),
                    ToSince = table.Column<DateOnly>(type: "date", nullable: true),
                    On = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: true),
                    Day = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FigureMoves", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FigureTallies",
                columns: table => new
                {
                    RoundId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Scope = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    Dimension = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Key = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Mark = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FigureTallies", x => new { x.RoundId, x.Scope, x.Dimension, x.Key, x.Mark });
                });

            migrationBuilder.CreateIndex(
                name: "IX_FigureMoves_RoundId_InstitutionCode",
                table: "FigureMoves",
                columns: new[] { "RoundId", "InstitutionCode" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FigureMoves");

            migrationBuilder.DropTable(
                name: "FigureTallies");
        }
    }
}
