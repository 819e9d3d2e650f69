using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RuanKao.Portal.Persistence.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Bills : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Bills",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    MerchantAccount = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    NextTryAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    AppliedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    File = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Payments = table.Column<int>(type: "INTEGER", nullable: false),
                    ReceivedFen = table.Column<long>(type: "INTEGER", nullable: false),
                    Refunds = table.Column<int>(type: "INTEGER", nullable: false),
                    RefundedFen = table.Column<long>(type: "INTEGER", nullable: false),
                    Fault = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Bills", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BillDifferences",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    BillId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Number = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RefundNumber = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    InstitutionCode = table.Column<string>(type: "TEXT", nullable: true),
                    OrderId = table.Column<Guid>(type: "TEXT", nullable: true),
                    TheirsFen = table.Column<int>(type: "INTEGER", nullable: true),
                    OursFen = table.Column<int>(type: "INTEGER", nullable: true),
                    FoundAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ClosedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ClosedBy = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillDifferences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BillDifferences_Bills_BillId",
                        column: x => x.BillId,
                        principalTable: "Bills",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_BillDifferences_FeeOrders_OrderId",
                        column: x => x.OrderId,
                        principalTable: "FeeOrders",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_BillDifferences_Institutions_InstitutionCode",
                        column: x => x.InstitutionCode,
                        principalTable: "Institutions",
                        principalColumn: "Code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_RefundedAt",
                table: "Refunds",
                column: "RefundedAt",
                filter: "[RefundedAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_Channel_MerchantAccount_PaidAt",
                table: "PaymentAttempts",
                columns: new[] { "Channel", "MerchantAccount", "PaidAt" },
                filter: "[PaidAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_BillDifferences_BillId_Kind_Number_RefundNumber",
                table: "BillDifferences",
                columns: new[] { "BillId", "Kind", "Number", "RefundNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BillDifferences_InstitutionCode_Outcome",
                table: "BillDifferences",
                columns: new[] { "InstitutionCode", "Outcome" });

            migrationBuilder.CreateIndex(
                name: "IX_BillDifferences_OrderId",
                table: "BillDifferences",
                column: "OrderId");

            migrationBuilder.CreateIndex(
                name: "IX_Bills_Channel_MerchantAccount_Day",
                table: "Bills",
                columns: new[] { "Channel", "MerchantAccount", "Day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Bills_NextTryAt",
                table: "Bills",
                column: "NextTryAt",
                filter: "[NextTryAt] IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BillDifferences");

            migrationBuilder.DropTable(
                name: "Bills");

            migrationBuilder.DropIndex(
                name: "IX_Refunds_RefundedAt",
                table: "Refunds");

            migrationBuilder.DropIndex(
                name: "IX_PaymentAttempts_Channel_MerchantAccount_PaidAt",
                table: "PaymentAttempts");
        }
    }
}
